using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when a named check outside Gradus has reported Passed for the candidate's bytes. Until it has reported, a promotion
/// waits for it, but no longer than a given time; so it does once a report has got too old. A check after the move takes the
/// report that let the version in, until there is a newer one or it gets too old: nobody makes Gradus's checks outside anew.
/// </summary>
/// <param name="Check">What the check is called.</param>
/// <param name="Wait">How long a promotion waits for a report.</param>
public sealed record ExternalGate(string Check, TimeSpan Wait) : IGate
{
    /// <summary>Stands before the check's name in the gate's.</summary>
    public const string Prefix = "check ";

    /// <inheritdoc/>
    public string Kind => "external";

    /// <inheritdoc/>
    public string Name => Prefix + Check;

    /// <inheritdoc/>
    public DateTimeOffset? TurnsAt(GateInput input) =>
        Counting(input) is { } report ? report.ReportedAt + input.Freshness
        : input.Now < WaitsUntil(input) ? WaitsUntil(input)
        : null;

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input)
    {
        if (input.Candidate.Version.Manifest is null)
        {
            return new GateResult(Verdict.Inconclusive, "its bytes are kept elsewhere, so no check can speak of them");
        }

        if (Counting(input) is not { } report)
        {
            return input.Now < WaitsUntil(input) ? null
                : Newest(input) is null ? new(Verdict.Inconclusive, $"{Check} has not reported")
                : new(Verdict.Inconclusive, $"the report of {Check} is too old");
        }

        var said = report.Summary.Length > 0 ? report.Summary : report.Verdict.ToString();
        var where = report.Url.Length > 0 ? $" ({report.Url})" : "";
        return new GateResult(report.Verdict, $"{Check}: {said}{where}");
    }

    // Since there is no report that counts: since it was asked for, or since the last one got too old.
    private DateTimeOffset WaitsUntil(GateInput input)
    {
        var gotOld = Newest(input) is { } report ? report.ReportedAt + input.Freshness : input.AskedAt;
        return (gotOld > input.AskedAt ? gotOld : input.AskedAt) + Wait;
    }

    private ExternalCheck? Counting(GateInput input) =>
        Newest(input) is { } report && input.Now - report.ReportedAt < input.Freshness ? report : null;

    private ExternalCheck? Newest(GateInput input) =>
        input.Candidate.Checks.FirstOrDefault(check => check.Name == Check);
}
