using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>A check before or after the move: facts in, a verdict out.</summary>
public interface IGate
{
    /// <summary>The kind of gate, as a policy names it, e.g. "threshold".</summary>
    string Kind { get; }

    /// <summary>What the gate is called in results, e.g. "accuracy ≥ 0.95". Distinct among the gates of a stage.</summary>
    string Name { get; }

    /// <summary>The work whose outcome it judges on, whether it is done already or not.</summary>
    IEnumerable<WorkRequest> Needs(GateInput input) => [];

    /// <summary>When it may judge otherwise though nothing happens but that time passes, besides by the age of work.</summary>
    DateTimeOffset? TurnsAt(GateInput input) => null;

    /// <summary>Judges; null while what it judges on is not there yet.</summary>
    GateResult? Evaluate(GateInput input);
}
