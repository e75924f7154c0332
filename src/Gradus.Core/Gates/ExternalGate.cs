namespace Gradus.Core.Gates;

/// <summary>
/// Passes when a named check outside Gradus has reported Passed for the candidate's bytes. Until it has reported, a promotion
/// waits for it, but no longer than a given time.
/// </summary>
/// <param name="Check">What the check is called.</param>
/// <param name="Wait">How long a promotion waits for a report.</param>
public sealed record ExternalGate(string Check, TimeSpan Wait) : IGate
{
    /// <inheritdoc/>
    public string Kind => "external";

    /// <inheritdoc/>
    public string Name => $"check {Check}";

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input)
    {
        var report = input.Candidate.Checks.FirstOrDefault(check => check.Name == Check);
        if (report is null)
        {
            return input.Candidate.Version.Manifest is null
                    ? new(Verdict.Inconclusive, "its bytes are kept elsewhere, so no check can speak of them")
                : input.Now >= input.AskedAt + Wait ? new(Verdict.Inconclusive, $"{Check} has not reported")
                : null;
        }

        if (input.Now - report.ReportedAt > input.Freshness)
        {
            return new GateResult(Verdict.Inconclusive, $"the report of {Check} is too old");
        }

        var said = report.Summary.Length > 0 ? report.Summary : report.Verdict.ToString();
        var where = report.Url.Length > 0 ? $" ({report.Url})" : "";
        return new GateResult(report.Verdict, $"{Check}: {said}{where}");
    }
}
