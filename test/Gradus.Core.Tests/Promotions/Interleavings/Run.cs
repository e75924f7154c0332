using System.Collections.Concurrent;
using Gradus.Core.Approvals;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions.Interleavings;

/// <summary>One promotion in one world, through whatever happens; after everything that happens its invariants are looked at.</summary>
internal sealed class Run(ConcurrentDictionary<Phase, int> reached)
{
    private static readonly string[] People = ["bo", "cy", "ana"];
    private static readonly string[] Waivable = ["size", "accuracy ≥ 0.9", "check ci"];

    private readonly World _world = new();
    private Promotion _promotion = Evidence.Asked(2);

    public void Happen(Happening happening, int n)
    {
        var before = _promotion;
        Change(happening, n);
        if (!before.IsOpen)
        {
            _promotion.ShouldBeSameAs(before);
        }

        reached.AddOrUpdate(_promotion.Phase, 1, (_, count) => count + 1);
    }

    private void Change(Happening happening, int n)
    {
        switch (happening)
        {
            case Happening.Step:
                Step();
                break;
            case Happening.Crash:
                Decide();
                break;
            case Happening.Apply:
                Apply();
                break;
            case Happening.Cancel when PromotionFlow.Next(_promotion.Phase, PromotionEvent.Cancel) is not null:
                _promotion = n == 0 ? _promotion.After(PromotionEvent.Cancel, "Cancelled by bo.") : _promotion;
                break;
            case Happening.Help:
                Help();
                break;
            case Happening.Found:
                Work(Decide().Needed, n, EvaluationOutcome.Measured, 0.95);
                break;
            case Happening.FoundPoor:
                Work(RestsOn(), n, EvaluationOutcome.Measured, 0.5 + (n * 0.1));
                break;
            case Happening.WorkFailed:
                Work(RestsOn(), n, EvaluationOutcome.Error, 0);
                break;
            case Happening.Approve:
                _world.Say(_promotion, People[n % 3], ApprovalDecision.Approve);
                break;
            case Happening.Reject when n == 0:
                _world.Say(_promotion, "bo", ApprovalDecision.Reject);
                break;
            case Happening.Withdraw:
                _world.Say(_promotion, People[n % 2], ApprovalDecision.Withdraw);
                break;
            default:
                ChangeWorld(happening, n);
                break;
        }
    }

    private void ChangeWorld(Happening happening, int n)
    {
        Action change = happening switch
        {
            Happening.Report => () => _world.Report(n == 0 ? Verdict.Failed : Verdict.Passed),
            Happening.Policy => () => _world.Apply(n),
            Happening.Waive => () => _world.Waive(Waivable[n % 3], TimeSpan.FromHours(1 + (5 * n))),
            Happening.Unwaive => _world.Unwaive,
            Happening.Stop => () => _world.Stop(true),
            Happening.Lift => () => _world.Stop(false),
            Happening.Holder => () => _world.Hold(n == 0 ? null : 4 + n),
            Happening.Move => () => _world.Move(n == 0 ? "Development" : "Staging"),
            Happening.Quarantine when n == 0 => _world.Quarantine,
            Happening.Forward => () => _world.Now += TimeSpan.FromHours(1 << (2 * n)),
            Happening.Backward => () => _world.Now -= TimeSpan.FromHours(1 << n),
            _ => () => { },
        };
        change();
    }

    // A check after the move that failed undoes it in the same transaction.
    private void Step()
    {
        var step = Decide();
        _promotion = step.FailedVerification is { } why
            ? step.Promotion.After(PromotionEvent.Undone, why)
            : step.Promotion;
    }

    // What the server does: decide, keep, and look at the invariants of what was decided.
    private PromotionStep Decide()
    {
        var facts = _world.FactsFor(_promotion);
        var step = PromotionStep.Decide(_promotion, facts);
        Invariants.Check(_promotion, step, facts);
        return step;
    }

    private void Apply()
    {
        if (_promotion.Phase != Phase.Applying)
        {
            return;
        }

        var facts = _world.FactsFor(_promotion);
        _promotion = PromotionStep.Confirm(_promotion, facts).Promotion;
        if (_promotion.Phase != Phase.Applying)
        {
            return;
        }

        Oracle.Objection(_promotion, facts).ShouldBeNull();
        _promotion.Gates.ShouldAllBe(gate => gate.Result != null && !gate.Blocks);
        _promotion = _promotion.After(PromotionEvent.Applied, "Moved.") with { AppliedAt = _world.Now };
        _world.Move("Production");
    }

    private void Help()
    {
        for (var i = 0; i < 4; i++)
        {
            Step();
            foreach (var need in Decide().Needed)
            {
                Work([need], 0, EvaluationOutcome.Measured, 0.95);
            }
        }

        _world.Report(Verdict.Passed);
        Step();
        _world.Say(_promotion, "bo", ApprovalDecision.Approve);
        _world.Say(_promotion, "cy", ApprovalDecision.Approve);
        Step();
    }

    private IReadOnlyList<WorkRequest> RestsOn() =>
        [.. PromotionStep.RestsOn(_promotion, _world.FactsFor(_promotion)).Distinct()];

    // A command has a verdict and measures nothing.
    private void Work(IReadOnlyList<WorkRequest> requests, int n, EvaluationOutcome outcome, double accuracy)
    {
        if (requests.Count > 0)
        {
            var request = requests[n % requests.Count];
            var verdict = accuracy >= 0.9 ? EvaluationOutcome.Passed : EvaluationOutcome.Failed;
            var isVerdict = request.Task.Kind == WorkKind.Command && outcome == EvaluationOutcome.Measured;
            _world.Find(request, isVerdict ? verdict : outcome, accuracy);
        }
    }
}
