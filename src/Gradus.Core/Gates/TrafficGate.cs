using System.Globalization;
using Gradus.Core.Serving;

namespace Gradus.Core.Gates;

/// <summary>
/// Judges how the candidate answers real requests, as gateways count them: its failures, its time, and, while it is mirrored, how
/// often it says what the incumbent says. It stands after the move. Too many failures are told as soon as they can be; that all is
/// well only after enough requests, and without them in time it is Inconclusive.
/// </summary>
/// <param name="MaxErrors">The greatest share of failed requests, 0 to 1; null for any.</param>
/// <param name="MaxP95Milliseconds">The most that 95 of 100 answers may take; null for any.</param>
/// <param name="MinAgreement">The least share of mirrored requests, 0 to 1, with the same answers; null for any.</param>
/// <param name="Requests">How many requests are enough.</param>
/// <param name="Wait">How long it is waited for them.</param>
public sealed record TrafficGate(
    double? MaxErrors,
    double? MaxP95Milliseconds,
    double? MinAgreement,
    long Requests,
    TimeSpan Wait
) : ITrafficGate
{
    private const double Share = 0.95;

    /// <summary>Its kind, and what it is called: a stage has one.</summary>
    public const string Word = "traffic";

    /// <inheritdoc/>
    public string Kind => Word;

    /// <inheritdoc/>
    public string Name => Word;

    /// <inheritdoc/>
    public GateResult? Judge(GateInput input, StageTraffic traffic, string digest)
    {
        var seen = traffic.Of(digest, input.Now);
        List<GateResult?> found = [.. JudgeEach(seen, traffic.IsMirrored)];
        if (found.Find(result => result is { Verdict: Verdict.Failed }) is { } failed)
        {
            return failed;
        }

        if (found.Contains(null) || (found.Count == 0 && seen.Requests < Requests))
        {
            return input.Now < traffic.Since + Wait ? null : new GateResult(Verdict.Inconclusive, SayTooFew(seen));
        }

        return new GateResult(Verdict.Passed, SayPassed(seen, found));
    }

    // Null where there were too few requests to say that all is well.
    private IEnumerable<GateResult?> JudgeEach(ServedTraffic seen, bool isMirrored)
    {
        if (MaxErrors is { } errors)
        {
            yield return JudgeShare("errors", seen.Failures, seen.Requests, new Bound("≤", errors), errors);
        }

        if (MaxP95Milliseconds is { } time)
        {
            yield return seen.Requests < Requests || seen.Latency.Count == 0
                ? null
                : Figures.Judge("p95 of served requests, ms", seen.Latency.Percentile(Share), new Bound("≤", time));
        }

        if (MinAgreement is { } agreement && isMirrored)
        {
            var bound = new Bound("≥", agreement);
            yield return JudgeShare("agreement", seen.Agreed, seen.Compared, bound, 1 - agreement);
        }
    }

    // Failed already where it would be though every request that is still to come did well.
    private GateResult? JudgeShare(string what, long counted, long of, Bound bound, double allowed)
    {
        var bad = bound.Relation == "≤" ? counted : of - counted;
        // 0.1 of 100 are ten, whatever 1 − 0.9 is to the machine.
        var isLost = bad > Math.Floor((allowed * Math.Max(of, Requests)) + 1e-9);
        return of < Requests && !isLost
            ? null
            : Figures.Judge(
                string.Create(CultureInfo.InvariantCulture, $"{what} ({counted} of {of} requests)"),
                (double)counted / Math.Max(1, of),
                bound
            );
    }

    private string SayTooFew(ServedTraffic seen) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"too few requests to judge it by: {seen.Requests} of {Requests}{(seen.Compared > 0 ? $", {seen.Compared} compared" : "")}"
        );

    private static string SayPassed(ServedTraffic seen, List<GateResult?> found) =>
        found.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{seen.Requests} requests; nothing is asked of this step")
            : string.Join("; ", found.Select(result => result!.Message));
}
