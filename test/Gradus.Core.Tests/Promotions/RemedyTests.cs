using Gradus.Core.Gates;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;

namespace Gradus.Core.Promotions;

/// <summary>What would unblock a promotion is a thing that can be done.</summary>
public sealed class RemedyTests
{
    private static readonly StageRules FromStaging = new() { From = ["Staging"] };

    [Fact]
    public void A_version_from_elsewhere_is_to_be_brought_to_where_the_stage_takes_from() =>
        Unblock(Evidence.World(FromStaging, Evidence.Bare(2)))
            .ShouldBe("Bring it to Staging first: gradus promote fraud --version 2 --to Staging");

    [Fact]
    public void Of_a_chain_of_stages_the_first_that_takes_it_as_it_is_comes_first()
    {
        var chain = new Dictionary<string, StageRules>
        {
            ["Production"] = FromStaging,
            ["Staging"] = new() { From = ["Development"] },
            ["Development"] = new() { From = ["None"] },
        };
        var facts = Evidence.World(FromStaging, Evidence.Bare(2)) with
        {
            Revision = Evidence.Revision(Policy.Open with { Rules = chain }),
        };

        Unblock(facts).ShouldBe("Bring it to Development first: gradus promote fraud --version 2 --to Development");
    }

    [Fact]
    public void Stages_that_take_only_from_each_other_are_no_way()
    {
        var circle = new Dictionary<string, StageRules>
        {
            ["Production"] = FromStaging,
            ["Staging"] = new() { From = ["Production"] },
        };
        var facts = Evidence.World(FromStaging, Evidence.Bare(2)) with
        {
            Revision = Evidence.Revision(Policy.Open with { Rules = circle }),
        };

        Unblock(facts).ShouldBe("Choose another version.");
    }

    [Theory]
    [InlineData(VersionStatus.Revoked, "Once it is known to be sound: gradus versions reinstate fraud 2 --reason TEXT")]
    [InlineData(VersionStatus.Quarantined, "Register its files anew as another version.")]
    public void A_version_of_no_standing_says_how_it_gets_it_back(VersionStatus status, string unblock)
    {
        var version = Evidence.Bare(2) with { Version = Evidence.Version(2, status: status) };

        Unblock(Evidence.World(FromStaging, version)).ShouldBe(unblock);
    }

    [Fact]
    public void A_hold_is_named_by_its_id()
    {
        var facts = Evidence.World(StageRules.None, Evidence.Bare(2)) with
        {
            Holds = [new Hold("0198c2f4d7", HoldKind.Line, null, null, "incident", "bo", Evidence.Noon)],
        };

        Unblock(facts).ShouldBe("Lift it with: gradus holds lift 0198c2f4d7");
    }

    [Fact]
    public void Automation_that_is_on_hold_is_told_which_hold_it_is()
    {
        var facts = Evidence.World(StageRules.None, Evidence.Bare(2)) with
        {
            Holds = [new Hold("0198c2f4d7", HoldKind.Automation, null, null, "incident", "bo", Evidence.Noon)],
        };
        var terms = PromotionTerms.Plain with { Origin = PromotionOrigin.Automation };

        Unblock(facts, terms).ShouldBe("Lift it with: gradus holds lift 0198c2f4d7");
    }

    [Fact]
    public void Documentation_asks_for_what_is_missing_and_for_nothing_else()
    {
        Documented(new(40, [], []))
            .ShouldBe("Describe it in at least 40 characters with: gradus versions describe fraud 2 TEXT");
        Documented(new(0, ["owner"], [])).ShouldBe("Tag it with: gradus versions tag fraud 2 owner=VALUE");
        Documented(new(1, ["owner"], ["Data"]))
            .ShouldBe(
                "Describe it with some text under '# Data' with: gradus versions describe fraud 2 TEXT; "
                    + "Tag it with: gradus versions tag fraud 2 owner=VALUE"
            );
    }

    private static string Documented(DocumentationGate gate) =>
        Unblock(Evidence.World(new() { Gates = [new GateRule(gate)] }, Evidence.Bare(2)));

    private static string Unblock(PromotionFacts facts, PromotionTerms? terms = null) =>
        PromotionPlan.Of(Evidence.Asked(2, terms), facts).Unmet.ShouldHaveSingleItem().Unblock;
}
