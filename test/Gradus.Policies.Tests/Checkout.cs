using System.Runtime.CompilerServices;

namespace Gradus.Policies;

/// <summary>Files of the checkout that the tests were built from.</summary>
internal static class Checkout
{
    public static bool Rewrites => Environment.GetEnvironmentVariable("GRADUS_UPDATE_BASELINES") == "1";

    private static string Root { get; } = Path.GetFullPath(Path.Join(Path.GetDirectoryName(Here()), "..", ".."));

    public static string PathOf(params string[] parts) => Path.Join([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>Compares with a file that is checked in; writes it anew if that was asked for.</summary>
    public static void ShouldBeWhatIsCheckedIn(string actual, params string[] parts)
    {
        if (Rewrites)
        {
            File.WriteAllText(PathOf(parts), actual);
        }

        actual.ShouldBe(Read(parts), $"{string.Join('/', parts)} is stale: run with GRADUS_UPDATE_BASELINES=1");
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
