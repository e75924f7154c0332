using Gradus.Core.Gates;

namespace Gradus.Core.Policies;

public sealed class UnloggedMetricsTests
{
    private static readonly Policy AsksForAuc = Evidence.Ruled(Asking("auc"));

    [Fact]
    public void What_no_version_has_is_told_whether_or_not_anything_was_logged()
    {
        Find(AsksForAuc).ShouldBe(["'Production' asks for the logged metric 'auc', which no version has."]);
        Find(AsksForAuc, ("fraud", "auc_"))
            .ShouldBe(["'Production' asks for the logged metric 'auc', which no version has. Did you mean 'auc_'?"]);
        Find(AsksForAuc, ("fraud", "auc")).ShouldBeEmpty();
    }

    [Fact]
    public void What_only_models_have_that_are_not_asked_is_told_of_those_that_are()
    {
        var policy = Policy.Open with
        {
            Models =
            [
                new ModelOverride(
                    new NamePattern("fraud*"),
                    null,
                    new Dictionary<string, Func<StageRules, StageRules>> { ["Production"] = _ => Asking("auc") }
                ),
            ],
        };

        Find(policy, ("fraud-eu", "aux"), ("churn", "auc"))
            .ShouldBe([
                "'Production' asks for the logged metric 'auc', which no version of the models 'fraud*' has. Did you mean 'aux'?",
            ]);
        Find(policy, ("fraud-eu", "auc")).ShouldBeEmpty();
    }

    [Fact]
    public void What_all_models_are_asked_for_is_told_once()
    {
        var policy = AsksForAuc with
        {
            Models =
            [
                new ModelOverride(
                    new NamePattern("fraud*"),
                    null,
                    new Dictionary<string, Func<StageRules, StageRules>>
                    {
                        ["Production"] = rules => rules with { Soak = TimeSpan.FromDays(1) },
                    }
                ),
            ],
        };

        Find(policy, ("fraud-eu", "f1")).ShouldHaveSingleItem();
        Find(policy, ("fraud-eu", "f1"), ("churn", "auc"))
            .ShouldBe(["'Production' asks for the logged metric 'auc', which no version of the models 'fraud*' has."]);
    }

    [Fact]
    public void Checks_after_the_move_and_what_the_best_is_picked_by_count_too()
    {
        var rules = new StageRules
        {
            Verification = new VerificationRule(
                [new GateRule(new ThresholdGate("drift", new Bound("≤", 1), null))],
                null,
                OnFailedVerification.Revoke,
                1
            ),
            Automation = new AutomationRule("Staging", "auc"),
        };

        Find(Evidence.Ruled(rules), ("fraud", "f1")).Count.ShouldBe(2);
        Find(Evidence.Ruled(rules with { Verification = null, Gates = [new GateRule(new EvaluationGate("holdout"))] }))
            .ShouldBeEmpty("the best is picked by what is measured then");
    }

    private static StageRules Asking(string metric) =>
        new() { Gates = [new GateRule(new ThresholdGate(metric, new Bound("≥", 0.9), null))] };

    private static IReadOnlyList<string> Find(Policy policy, params (string Model, string Metric)[] logged) =>
        UnloggedMetrics.Find(
            policy,
            [.. logged.Select(one => one.Model).Append("bare").Distinct()],
            logged.ToLookup(one => one.Model, one => one.Metric)
        );
}
