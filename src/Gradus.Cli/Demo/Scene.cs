using Gradus.Cli.Screen;
using Gradus.Protocol;

namespace Gradus.Cli.Demo;

/// <summary>What every part of the demo has at hand.</summary>
/// <param name="Narrator">Tells the reader what happens.</param>
/// <param name="Terminal">Where the output of commands goes, indented below them.</param>
/// <param name="Program">The name this program was called by.</param>
/// <param name="Server">The demo's own server.</param>
/// <param name="Samples">The models and data.</param>
/// <param name="Data">Where the registry is kept.</param>
internal sealed record Scene(
    Narrator Narrator,
    Terminal Terminal,
    string Program,
    GradusClient Server,
    Samples Samples,
    DataFolder Data
)
{
    /// <summary>The set with a weak and an incompatible model.</summary>
    public const string Tumours = "breast-cancer";

    /// <summary>The set with a model that never saw an 8.</summary>
    public const string Digits = "digits";

    /// <summary>The name that a set's test data is registered under.</summary>
    public static string DataOf(string set) => $"{set}-test";
}
