using Gradus.Core.Gates;

namespace Gradus.Worker.Verdicts;

/// <summary>What a test command or a webhook says of a version.</summary>
/// <param name="Verdict">Passed, Failed, Inconclusive or Error.</param>
/// <param name="Reason">One sentence for a person; null if there is nothing to say.</param>
/// <param name="Metrics">What it reported, by name.</param>
internal sealed record Judgement(Verdict Verdict, string? Reason, IReadOnlyDictionary<string, double> Metrics)
{
    private static readonly Dictionary<string, double> NoMetrics = [];

    /// <summary>A verdict without numbers.</summary>
    public static Judgement Of(Verdict verdict, string? reason) => new(verdict, reason, NoMetrics);

    /// <summary>How bad a verdict is; of two that differ, the worse counts.</summary>
    public int Weight =>
        Verdict switch
        {
            Verdict.Passed => 0,
            Verdict.Inconclusive => 1,
            Verdict.Failed => 2,
            _ => 3,
        };

    /// <summary>The verdict as it is written.</summary>
    public string Word => Verdict.ToString().ToLowerInvariant();
}
