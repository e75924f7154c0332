using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>What the gates have in common whose verdict comes from somebody else's program.</summary>
internal static class Outside
{
    /// <summary>The task, told which version it is about and with which one it compares: the highest that holds the stage.</summary>
    public static WorkTask Told(WorkTask task, GateInput input)
    {
        var incumbent = input
            .Incumbents.Where(holder => holder.Version.Manifest is not null)
            .MaxBy(holder => holder.Version.Number);
        return task with
        {
            Model = input.Model.Name,
            Stage = input.Stage,
            Candidate = input.Candidate.Version.Number,
            Incumbent = incumbent is { Version: { Number: var number, Manifest: { } artifact } }
                ? new Compared(number, artifact.Hex)
                : null,
        };
    }

    /// <summary>The work; none where the candidate's bytes are kept elsewhere.</summary>
    public static IEnumerable<WorkRequest> Needs(GateInput input, WorkTask task) =>
        input.Candidate.Version.Manifest is { } artifact ? [new WorkRequest(artifact, task)] : [];

    /// <summary>The verdict; null while it is not there.</summary>
    public static GateResult? Evaluate(GateInput input, WorkTask task, string name) =>
        input.Candidate.Version.Manifest is null
            ? new GateResult(
                Verdict.Inconclusive,
                $"{name} cannot be made: the bytes of version {input.Candidate.Version.Number} are kept elsewhere"
            )
        : input.Find(input.Candidate, task) is { } found ? new GateResult(VerdictOf(found.Outcome), Say(name, found))
        : null;

    private static Verdict VerdictOf(EvaluationOutcome outcome) =>
        outcome switch
        {
            EvaluationOutcome.Passed => Verdict.Passed,
            EvaluationOutcome.Failed => Verdict.Failed,
            EvaluationOutcome.Inconclusive => Verdict.Inconclusive,
            _ => Verdict.Error,
        };

    private static string Say(string name, Evaluation found) =>
        string.IsNullOrEmpty(found.Reason) ? $"{name}: {found.Outcome}" : $"{name}: {found.Reason}";
}
