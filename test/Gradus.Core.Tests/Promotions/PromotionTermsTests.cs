using Gradus.Core.Gates;
using Gradus.Core.Policies;

namespace Gradus.Core.Promotions;

/// <summary>Which gates a promotion has.</summary>
public sealed class PromotionTermsTests
{
    private static readonly GateRule Accuracy = new(ThresholdGate.Parse("accuracy>=0.9", "holdout").Value)
    {
        Fresh = TimeSpan.FromDays(1),
        Retries = 2,
    };

    private static readonly GateRule Size = new(new SizeGate(1000));

    private static readonly StageRules Rules = new() { Gates = [Size, Accuracy] };

    private static readonly PromotionTerms Asking = PromotionTerms.Plain with
    {
        Dataset = Evidence.Holdout,
        Require = ["accuracy>=0.9", "accuracy>=0.5"],
    };

    [Fact]
    public void The_signature_comes_first_then_the_policys_then_those_asked_for() =>
        Asking
            .Gates(Rules, isEnforced: true)
            .Select(rule => rule.Name)
            .ShouldBe(["signature", "size", "accuracy ≥ 0.9", "evaluate on holdout", "accuracy ≥ 0.5"]);

    [Fact]
    public void A_gate_of_the_policy_that_was_also_asked_for_is_there_once_by_the_policys_terms() =>
        Asking.Gates(Rules, isEnforced: true).Single(rule => rule.Name == "accuracy ≥ 0.9").ShouldBe(Accuracy);

    [Fact]
    public void A_gate_that_was_asked_for_never_takes_the_place_of_the_policys_on_other_data()
    {
        var gates = (Asking with { Dataset = Evidence.Holdout with { Name = "tiny" } }).Gates(Rules, isEnforced: true);

        gates.ShouldContain(Accuracy);
        gates
            .Select(rule => rule.Name)
            .ShouldBe([
                "signature",
                "size",
                "accuracy ≥ 0.9",
                "evaluate on tiny",
                "accuracy ≥ 0.9 (asked for)",
                "accuracy ≥ 0.5",
            ]);
    }

    [Fact]
    public void The_policys_gates_are_only_told_where_it_is_not_enforced_but_what_was_asked_for_blocks() =>
        Told(Asking.Gates(Rules, isEnforced: false)).ShouldBe(["size"]);

    [Fact]
    public void What_the_policy_only_tells_blocks_for_who_asked_for_it()
    {
        var telling = Rules with { Gates = [Size with { ReportOnly = true }, Accuracy with { ReportOnly = true }] };

        Told(PromotionTerms.Plain.Gates(telling, isEnforced: true)).ShouldBe(["size", "accuracy ≥ 0.9"]);
        Told(Asking.Gates(telling, isEnforced: true)).ShouldBe(["size"]);
    }

    [Theory]
    [InlineData(PromotionOrigin.Person, true, false)]
    [InlineData(PromotionOrigin.Person, false, false)]
    [InlineData(PromotionOrigin.Automation, false, false)]
    [InlineData(PromotionOrigin.Transition, true, false)]
    [InlineData(PromotionOrigin.Transition, false, true)]
    public void The_signature_blocks_but_for_calls_that_know_no_promotions_under_a_policy_that_is_not_enforced(
        PromotionOrigin origin,
        bool isEnforced,
        bool isTold
    )
    {
        var terms = PromotionTerms.Plain with { Origin = origin };
        StageRules[] all = [Rules, Rules with { Gates = [Size, new GateRule(new SignatureGate())] }];

        foreach (var rules in all)
        {
            var gates = terms.Gates(rules, isEnforced);
            gates.Count(rule => rule.Gate is SignatureGate).ShouldBe(1);
            gates[0].ShouldBe(new GateRule(new SignatureGate(), ReportOnly: isTold));
        }
    }

    [Fact]
    public void A_policy_may_say_that_the_signature_is_only_told() =>
        PromotionTerms
            .Plain.Gates(new() { Gates = [new GateRule(new SignatureGate(), ReportOnly: true)] }, isEnforced: true)
            .Single()
            .ReportOnly.ShouldBeTrue();

    [Fact]
    public void The_best_is_picked_on_the_data_set_that_was_given_or_the_policys_first()
    {
        StageRules rules = new()
        {
            Gates = [Size, new GateRule(new EvaluationGate("first")), new GateRule(new EvaluationGate("second"))],
        };

        Asking.SelectionDataset(rules).ShouldBe("holdout");
        PromotionTerms.Plain.SelectionDataset(rules).ShouldBe("first");
        PromotionTerms.Plain.SelectionDataset(Rules).ShouldBeNull();
    }

    [Theory]
    [InlineData("accuracy", "accuracy", false, "accuracy")]
    [InlineData("log_loss", "log_loss", true, "log_loss")]
    [InlineData("accuracy:min", "accuracy", true, "accuracy:min")]
    [InlineData(" accuracy : max ", "accuracy", false, "accuracy")]
    [InlineData("log_loss:max", "log_loss", false, "log_loss:max")]
    public void An_objective_reads_as_people_write_it(string text, string metric, bool less, string said)
    {
        Objective.Parse(text).Value.ShouldBe(new Objective(metric, less));
        Objective.Parse(text).Value.ToString().ShouldBe(said);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":max")]
    [InlineData("accuracy:best")]
    [InlineData("accuracy:max:min")]
    public void What_is_no_objective_is_refused_with_an_example(string? text) =>
        Objective
            .Parse(text)
            .Error!.Message.ShouldBe($"Objective '{text}' is not understood; write it like accuracy, or log_loss:min.");

    private static IEnumerable<string> Told(IReadOnlyList<GateRule> gates) =>
        gates.Where(rule => rule.ReportOnly).Select(rule => rule.Name);
}
