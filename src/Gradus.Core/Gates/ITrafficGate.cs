using Gradus.Core.Serving;

namespace Gradus.Core.Gates;

/// <summary>
/// A check on what gateways say of a version that has moved: it has nothing to say before the move, and is asked at each step of a
/// canary.
/// </summary>
public interface ITrafficGate : IGate
{
    /// <summary>How long gateways are waited for.</summary>
    TimeSpan Wait { get; }

    /// <summary>Judges what they say of the candidate's bytes; null while it is waited for more.</summary>
    GateResult? Judge(GateInput input, StageTraffic traffic, string digest);

    DateTimeOffset? IGate.TurnsAt(GateInput input) =>
        input.Traffic is { } traffic && input.Now < traffic.Since + Wait ? traffic.Since + Wait : null;

    GateResult? IGate.Evaluate(GateInput input) =>
        input.Traffic is not { } traffic ? null
        : input.Candidate.Version.Manifest is not { } manifest
            ? new GateResult(Verdict.Inconclusive, "its bytes are kept elsewhere, so no gateway serves them")
        : traffic.Preferred is { } preferred
            ? new GateResult(Verdict.Inconclusive, $"gateways prefer version {preferred}, which holds the stage too")
        : Judge(input, traffic, manifest.ToString());
}
