using System.Text.Json;
using Gradus.Core.Approvals;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;

namespace Gradus.Core.Attestations;

public sealed class PromotionStatementTests
{
    private static readonly StageRules TwoYes = new() { Approvals = new ApprovalRule(2, [], true, null) };

    private static readonly Promotion Applied = Evidence.Asked(2) with
    {
        Binding = Evidence.ManifestOf(1),
        AppliedAt = Evidence.Noon,
        Phase = Phase.Succeeded,
    };

    [Fact]
    public void It_names_whose_yes_decided_also_by_a_clock_that_ran_ahead_of_the_move() =>
        ApprovedBy(Applied, TwoYes, Says("bo"), Says("cy") with { At = Evidence.Noon.AddSeconds(9) })
            .ShouldBe(["bo", "cy"]);

    [Fact]
    public void It_names_nobody_whose_word_did_not_count() =>
        ApprovedBy(
                Applied,
                TwoYes,
                Says("ana"),
                Says("bo"),
                Says("cy"),
                Says("cy", ApprovalDecision.Withdraw),
                Says("di") with
                {
                    Binding = Evidence.ManifestOf(9),
                }
            )
            .ShouldBe(["bo"]);

    [Fact]
    public void Of_what_was_only_requested_it_names_the_yes_that_decided_where_the_stage_asks_for_none()
    {
        var requested = Applied with { Terms = Applied.Terms with { IsRequestOnly = true } };

        ApprovedBy(requested, StageRules.None, Says("bo")).ShouldBe(["bo"]);
        ApprovedBy(Applied, StageRules.None, Says("bo")).ShouldBeEmpty();
    }

    private static List<string?> ApprovedBy(Promotion promotion, StageRules rules, params Approval[] said)
    {
        var facts = Evidence.World(rules, Evidence.Measured(2, 0.95));
        var move = new Transition(
            1,
            promotion.Model,
            2,
            "Staging",
            promotion.Stage,
            Evidence.Noon,
            "ana",
            "",
            "r-1",
            promotion.Id,
            null
        );
        var statement = PromotionStatement.Of(
            promotion,
            facts.Candidates[0].Version,
            facts.Revision,
            [move],
            said,
            "origin",
            7
        );

        using var json = JsonDocument.Parse(statement.Value);
        return
        [
            .. json
                .RootElement.GetProperty("predicate")
                .GetProperty("gradus")
                .GetProperty("approvals")
                .EnumerateArray()
                .Select(one => one.GetProperty("by").GetString()),
        ];
    }

    private static Approval Says(string actor, ApprovalDecision decision = ApprovalDecision.Approve) =>
        new("a", "p-1", actor, decision, "", Evidence.ManifestOf(1), Evidence.Noon.AddMinutes(-5));
}
