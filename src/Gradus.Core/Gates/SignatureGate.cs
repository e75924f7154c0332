namespace Gradus.Core.Gates;

/// <summary>
/// Passes when callers of every holder of the stage can be answered by the candidate: no input is new, gone or changed, no
/// output is gone or changed. A model file that cannot be read is Failed. A candidate whose signature is unknown, while a
/// holder's is known, is Inconclusive; so it is where the holder went away with a model of the same name.
/// </summary>
public sealed record SignatureGate : IGate
{
    /// <inheritdoc/>
    public string Kind => "signature";

    /// <inheritdoc/>
    public string Name => "signature";

    /// <inheritdoc/>
    public GateResult Evaluate(GateInput input)
    {
        if (input.Candidate.SignatureProblem is { } problem)
        {
            return new GateResult(Verdict.Failed, $"the candidate's file cannot be read as a model: {problem}");
        }

        if (input.LostHolder is { } lost)
        {
            return lost;
        }

        var known = input.Incumbents.Where(incumbent => incumbent.Signature is not null).ToList();
        if (known.Count == 0)
        {
            return new GateResult(
                Verdict.Passed,
                input.Incumbents.Count == 0
                    ? $"no version in {input.Stage} to be compatible with"
                    : $"the version in {input.Stage} tells no inputs and outputs to be compatible with"
            );
        }

        if (input.Candidate.Signature is not { } signature)
        {
            return new GateResult(Verdict.Inconclusive, "the candidate's file tells no inputs and outputs");
        }

        var breaks = known
            .SelectMany(incumbent =>
                signature.BreaksFor(incumbent.Signature!).Select(what => $"{what} (version {incumbent.Version.Number})")
            )
            .ToList();
        return breaks.Count == 0
            ? new GateResult(
                Verdict.Passed,
                $"compatible with {(known.Count == 1 ? "version" : "versions")} {string.Join(", ", known.Select(i => i.Version.Number))}"
            )
            : new GateResult(Verdict.Failed, string.Join("; ", breaks));
    }
}
