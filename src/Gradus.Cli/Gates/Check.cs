using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Gates;

/// <summary><c>gradus check …</c></summary>
internal static class Check
{
    public static Noun Create() =>
        new("check", Root.Rules, "What checks outside, such as CI jobs, report on a version's bytes.")
        {
            CheckReport.Create(),
            CheckList.Create(),
        };
}
