using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

/// <summary>A holder of the stage that the candidate wants into.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Signature">What it takes and gives, if known.</param>
public sealed record Incumbent(int Version, Signature? Signature);

/// <summary>What gates judge on.</summary>
/// <param name="Stage">The stage the candidate wants into.</param>
/// <param name="Signature">What the candidate takes and gives, if known.</param>
/// <param name="Incumbents">Who holds the stage now, without the candidate itself.</param>
/// <param name="Evaluation">What was measured of the candidate; null if nothing was asked to be.</param>
/// <param name="SignatureProblem">Why the candidate's file tells no signature though it should; null otherwise.</param>
public sealed record GateInput(
    string Stage,
    Signature? Signature,
    IReadOnlyList<Incumbent> Incumbents,
    Evaluation? Evaluation,
    string? SignatureProblem = null
);

/// <summary>A check before the move: facts in, a verdict out.</summary>
public interface IGate
{
    /// <summary>What the gate is called in results, e.g. "accuracy ≥ 0.95".</summary>
    string Name { get; }

    /// <summary>Judges.</summary>
    GateResult Evaluate(GateInput input);
}
