namespace Gradus.Core.Gates;

/// <summary>Passes when the version's files together are not larger than a bound.</summary>
/// <param name="MaxBytes">The most bytes.</param>
public sealed record SizeGate(long MaxBytes) : IGate
{
    /// <inheritdoc/>
    public string Kind => "size";

    /// <inheritdoc/>
    public string Name => "size";

    /// <inheritdoc/>
    public GateResult Evaluate(GateInput input) =>
        input.Candidate.Size is { } size
            ? new GateResult(
                size <= MaxBytes ? Verdict.Passed : Verdict.Failed,
                $"size = {size} bytes; required ≤ {MaxBytes}"
                    + (size <= MaxBytes ? "" : $" (missed by {size - MaxBytes})"),
                size,
                MaxBytes
            )
            : new GateResult(Verdict.Inconclusive, "its bytes are kept elsewhere, so its size is not known");
}
