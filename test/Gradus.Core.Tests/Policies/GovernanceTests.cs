using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Stages;

namespace Gradus.Core.Policies;

public sealed class GovernanceTests
{
    private static readonly Policy Soaking = Evidence.Ruled(new StageRules { Soak = TimeSpan.FromHours(1) });

    private static readonly Policy TwoTeams = Soaking with
    {
        Grants = [MayReport("fraud-*"), MayReport("churn"), MayPromote("fraud-eu")],
    };

    [Theory]
    [InlineData(PolicyMode.Enforce, true)]
    [InlineData(PolicyMode.Warn, false)]
    [InlineData(PolicyMode.Off, false)]
    public void A_stage_is_governed_where_rules_hold_and_are_enforced(PolicyMode mode, bool governs)
    {
        var policy = Soaking with { Mode = mode };

        policy.Governs("fraud", "Production").ShouldBe(governs);
        policy.Governs("fraud", "Staging").ShouldBeFalse();
    }

    [Theory]
    [InlineData("Production", "Archived", true)]
    [InlineData("Production", "Staging", true)]
    [InlineData("Production", "Production", false)]
    [InlineData("Staging", "Archived", false)]
    public void A_version_is_taken_out_of_a_governed_stage(string from, string to, bool takesOut) =>
        Soaking.TakesOut(StageCatalog.Default, "fraud", from, to).ShouldBe(takesOut);

    [Fact]
    public void Onward_to_a_later_active_stage_is_not_out()
    {
        var staging = Policy.Open with
        {
            Rules = new Dictionary<string, StageRules> { ["Staging"] = new() { Soak = TimeSpan.FromHours(1) } },
        };

        staging.TakesOut(StageCatalog.Default, "fraud", "Staging", "Production").ShouldBeFalse();
        staging.TakesOut(StageCatalog.Default, "fraud", "Staging", "Development").ShouldBeTrue();
    }

    [Theory]
    [InlineData("fraud-eu", true)]
    [InlineData("fraud-us", true)]
    [InlineData("churn", false)]
    [InlineData("other", false)]
    public void A_check_speaks_under_another_name_where_the_same_people_may_report(string model, bool speaks) =>
        TwoTeams.LetsSpeak(Reported("fraud-eu"), model).ShouldBe(speaks);

    [Fact]
    public void A_check_by_a_token_for_some_models_speaks_of_its_own_only()
    {
        TwoTeams.LetsSpeak(Reported("fraud-eu") with { IsForModelOnly = true }, "fraud-us").ShouldBeFalse();
        TwoTeams.LetsSpeak(Reported("fraud-eu") with { IsForModelOnly = true }, "fraud-eu").ShouldBeTrue();
    }

    [Fact]
    public void A_permission_is_for_the_models_that_any_of_its_patterns_matches()
    {
        var grant = MayReport("fraud-*") with { Models = [new NamePattern("churn"), new NamePattern("fraud-*")] };

        grant.IsFor("churn").ShouldBeTrue();
        grant.IsFor("fraud-eu").ShouldBeTrue();
        grant.IsFor("other").ShouldBeFalse();
    }

    private static Grant MayReport(string models) =>
        new([PolicyAction.ReportCheck], ["ci"], [NamePattern.Any], [new NamePattern(models)]);

    private static Grant MayPromote(string models) => MayReport(models) with { Actions = [PolicyAction.Promote] };

    private static ExternalCheck Reported(string model) =>
        new("c-1", Evidence.Revision(Soaking).Digest, "scan", Verdict.Passed, "", "", "ci", Evidence.Noon, model);
}
