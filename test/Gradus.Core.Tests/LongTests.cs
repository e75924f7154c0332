namespace Gradus.Core;

/// <summary>Tests that take seconds. A mutation run, which runs the tests for every mutant, leaves them out.</summary>
public static class LongTests
{
    public const string Omission = "It takes seconds, and GRADUS_OMIT_LONG_TESTS is set.";

    public static bool AreOmitted =>
        Environment.GetEnvironmentVariable("GRADUS_OMIT_LONG_TESTS") == "1"
        && Environment.GetEnvironmentVariable("CI") != "true";
}
