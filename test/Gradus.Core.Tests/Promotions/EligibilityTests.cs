using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;

namespace Gradus.Core.Promotions;

public sealed class EligibilityTests
{
    private static readonly StageRules FromStaging = new() { From = ["Staging", "Shadow"] };

    [Fact]
    public void A_version_comes_from_one_of_the_stages_that_are_named()
    {
        Objection(FromStaging, In("Staging")).ShouldBeNull();
        Objection(FromStaging, In("Development"))
            .ShouldBe("Version 2 is in Development; Production takes versions from Staging or Shadow only.");
        Objection(FromStaging with { From = [] }, In("Staging")).ShouldNotBeNull();
        Objection(StageRules.None, In("Development")).ShouldBeNull();
    }

    [Fact]
    public void A_version_that_is_there_already_comes_from_nowhere_else() =>
        Objection(FromStaging, Evidence.Bare(2, isHolder: true)).ShouldBeNull();

    [Fact]
    public void A_version_that_is_gone_or_out_of_use_cannot_be_promoted()
    {
        Eligibility
            .Objection(Evidence.Asked(3), Evidence.World(StageRules.None, In("Staging")))
            .ShouldBe("Version 3 of 'fraud' does not exist any more.");
        Objection(StageRules.None, In("Staging", VersionStatus.Quarantined))
            .ShouldBe("Version 2 is quarantined: a byte changed");
        Objection(StageRules.None, In("Staging", VersionStatus.Revoked))
            .ShouldBe("The standing of version 2 is revoked: a byte changed");
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("Production", 0)]
    [InlineData("Archived", 1)]
    public void A_stopped_line_holds_nothing_back_from_the_archive_unless_the_archive_is_stopped(
        string? stage,
        int waits
    )
    {
        var hold = new Hold("h", HoldKind.Line, null, stage, "incident 7", "bo", Evidence.Noon);
        var facts = Evidence.World(StageRules.None, In("Production")) with { Holds = [hold] };

        Eligibility.WaitsOf(Evidence.Asked(2) with { Stage = "Archived" }, facts).Count.ShouldBe(waits);
    }

    [Theory]
    [InlineData(PromotionOrigin.Automation, HoldKind.Automation, true, 0)]
    [InlineData(PromotionOrigin.Automation, HoldKind.Line, false, 1)]
    [InlineData(PromotionOrigin.Person, HoldKind.Automation, false, 0)]
    [InlineData(PromotionOrigin.Person, HoldKind.Line, false, 1)]
    [InlineData(PromotionOrigin.Transition, HoldKind.Automation, false, 0)]
    [InlineData(PromotionOrigin.Transition, HoldKind.Line, false, 1)]
    public void A_hold_ends_what_nobody_asked_for_and_a_stopped_line_is_waited_out(
        PromotionOrigin origin,
        HoldKind kind,
        bool ends,
        int waits
    )
    {
        var hold = new Hold("h", kind, null, "Production", "incident 7", "bo", Evidence.Noon);
        var facts = Evidence.World(StageRules.None, In("Staging")) with { Holds = [hold] };
        var promotion = Evidence.Asked(2, PromotionTerms.Plain with { Origin = origin });

        Eligibility
            .Objection(promotion, facts)
            .ShouldBe(ends ? "Automatic promotion is on hold by bo: incident 7." : null);
        Eligibility
            .WaitsOf(promotion, facts)
            .ShouldBe(
                Enumerable.Repeat(new Wait("line", "the line is stopped by bo: incident 7", null, "h"), waits).ToList()
            );
        Eligibility.WaitsOf(promotion, facts with { Holds = [hold with { Stage = "Staging" }] }).ShouldBeEmpty();
        Eligibility
            .Objection(promotion, facts with { Holds = [hold with { LiftedAt = Evidence.Noon }] })
            .ShouldBeNull();
    }

    [Fact]
    public void A_version_soaks_since_it_came_into_its_stage()
    {
        var rules = new StageRules { Soak = TimeSpan.FromDays(1) };
        var since = In("Staging") with { InStageSince = Evidence.Noon.AddHours(-23) };

        Waits(rules, since)
            .ShouldBe([
                new Wait("soak", "version 2 soaks in Staging until 2026-03-01 13:00:00 UTC", Evidence.Noon.AddHours(1)),
            ]);
        Waits(rules, since with { InStageSince = Evidence.Noon.AddHours(-24) }).ShouldBeEmpty();
        Waits(rules, Evidence.Bare(2, isHolder: true)).ShouldBeEmpty();
        Waits(StageRules.None, since).ShouldBeEmpty();
    }

    [Fact]
    public void Every_window_that_is_closed_is_waited_out()
    {
        var closed = new Frozen(Evidence.Noon, Evidence.Noon.AddHours(2));
        var open = new Frozen(Evidence.Noon.AddHours(1), Evidence.Noon.AddHours(3));

        Waits(new StageRules { Freezes = [closed, open, closed] }, In("Staging"))
            .ShouldBe(
                Enumerable
                    .Repeat(
                        new Wait(
                            "freeze",
                            "Production is frozen (Weekend) until 2026-03-01 14:00:00 UTC",
                            Evidence.Noon.AddHours(2)
                        ),
                        2
                    )
                    .ToList()
            );
    }

    [Theory]
    [InlineData(PolicyMode.Warn)]
    [InlineData(PolicyMode.Off)]
    public void Rules_that_are_not_enforced_hinder_nobody(PolicyMode mode)
    {
        var rules = FromStaging with
        {
            Soak = TimeSpan.FromDays(1),
            Freezes = [new Frozen(Evidence.Noon, Evidence.Noon.AddHours(1))],
            Approvals = new ApprovalRule(1, [], false, null),
        };
        var facts = Evidence.World(rules, In("Development"));
        facts = facts with { Revision = Evidence.Revision(facts.Policy with { Mode = mode }) };
        var promotion = Evidence.Asked(2) with { Binding = Evidence.ManifestOf(1) };

        Eligibility.Objection(promotion, facts).ShouldBeNull();
        Eligibility.WaitsOf(promotion, facts).ShouldBeEmpty();
        Eligibility.ApprovalsOf(promotion, facts).ShouldBeNull();
    }

    [Fact]
    public void Approvals_are_counted_once_there_is_something_to_approve_and_a_rule_asks_for_some()
    {
        var promotion = Evidence.Asked(2) with { Binding = Evidence.ManifestOf(1) };
        PromotionFacts Asking(int required) =>
            Evidence.World(new() { Approvals = new ApprovalRule(required, [], false, null) }, In("Staging"));

        Eligibility.ApprovalsOf(promotion, Asking(2))!.Missing.ShouldBe(2);
        Eligibility.ApprovalsOf(promotion, Asking(0)).ShouldBeNull();
        Eligibility.ApprovalsOf(promotion with { Binding = null }, Asking(2)).ShouldBeNull();
        Eligibility.ApprovalsOf(promotion, Evidence.World(StageRules.None, In("Staging"))).ShouldBeNull();
    }

    [Fact]
    public void Who_asked_and_who_registered_the_version_do_not_make_four_eyes()
    {
        var promotion = Evidence.Asked(2) with { Actor = "bo" };

        Eligibility.IneligibleFor(promotion, In("Staging").Version).ShouldBe(["bo", "ana"]);
        Eligibility.IneligibleFor(promotion, null).ShouldBe(["bo"]);
    }

    private static VersionFacts In(string stage, VersionStatus status = VersionStatus.Ready) =>
        Evidence.Bare(2) with
        {
            Version = Evidence.Version(2, stage, status),
        };

    private static string? Objection(StageRules rules, VersionFacts version) =>
        Eligibility.Objection(Evidence.Asked(2), Evidence.World(rules, version));

    private static IReadOnlyList<Wait> Waits(StageRules rules, VersionFacts version) =>
        Eligibility.WaitsOf(Evidence.Asked(2), Evidence.World(rules, version));
}
