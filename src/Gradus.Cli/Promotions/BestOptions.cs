using System.CommandLine;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Promotions;

/// <summary>How the best version is chosen: by which metrics, among which versions.</summary>
/// <param name="description">What --best means for the command.</param>
internal sealed class BestOptions(string description)
{
    public Option<string[]> Best { get; } = Forms.Objectives(description);

    public Option<string?> Where { get; } =
        Words.TextOption(
            "--where",
            "FILTER",
            "With --best: only versions that this holds for, in MLflow's grammar, e.g. \"tags.team = 'core'\"."
        );

    public Option<string[]> Constraint { get; } =
        Forms.Bounds("--constraint", "With --best: only versions that keep this bound, e.g. \"latency_p95_ms<=50\".");

    /// <summary>In the order of the help.</summary>
    public IReadOnlyList<Option> All => [Best, Where, Constraint];

    /// <summary>The metrics as the API takes them; null if there are none.</summary>
    public string? Metrics(Run run) => run.Get(Best) is { Length: > 0 } metrics ? string.Join(',', metrics) : null;

    /// <summary>The bounds; null if there are none.</summary>
    public IReadOnlyList<string>? Bounds(Run run) => run.Get(Constraint) is { Length: > 0 } bounds ? bounds : null;
}
