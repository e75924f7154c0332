namespace Gradus.Core.Policies;

public sealed class PolicyTests
{
    private static readonly StageRules Archiving = new() { ArchiveExisting = true, Aliases = ["champion"] };

    private static readonly Policy Policy = Evidence.Ruled(Archiving) with
    {
        Roles = new Dictionary<string, IReadOnlyList<string>> { ["release"] = ["bo", "cy"] },
    };

    [Fact]
    public void The_open_policy_asks_for_nothing_and_lets_everyone_do_everything()
    {
        Policy.Open.RulesFor("fraud", "Production").Demand.ShouldBeFalse();
        Enum.GetValues<PolicyAction>()
            .ShouldAllBe(action =>
                Ruling.Of(Policy.Open, new Caller("anyone", "r"), action, "fraud", "Production").IsAllowed
            );
    }

    [Fact]
    public void A_stage_that_is_not_named_has_no_rules() =>
        Policy.RulesFor("fraud", "Staging").ShouldBe(StageRules.None);

    [Fact]
    public void Overrides_that_match_are_laid_over_one_another_in_their_order()
    {
        var policy = Policy with
        {
            Models =
            [
                Over("fraud*", null, rules => rules with { Soak = TimeSpan.FromDays(1), From = ["Staging"] }),
                Over("churn", null, rules => rules with { Soak = TimeSpan.FromDays(9) }),
                Over("fraud-eu", null, rules => rules with { Soak = rules.Soak * 2 }),
            ],
        };

        policy.RulesFor("fraud-eu", "Production").Soak.ShouldBe(TimeSpan.FromDays(2));
        policy.RulesFor("fraud-eu", "Production").From.ShouldBe(["Staging"]);
        policy.RulesFor("fraud-eu", "Production").ArchiveExisting.ShouldBeTrue();
        policy.RulesFor("fraud-us", "Production").Soak.ShouldBe(TimeSpan.FromDays(1));
        policy.RulesFor("other", "Production").ShouldBe(Archiving);
        policy.RulesFor("fraud-eu", "Staging").ShouldBe(StageRules.None);
    }

    [Fact]
    public void An_override_gives_rules_to_a_stage_that_has_none()
    {
        var policy = Policy.Open with { Models = [Over("fraud", null, _ => Archiving)] };

        policy.RulesFor("fraud", "Production").ShouldBe(Archiving);
        policy.RulesFor("other", "Production").ShouldBe(StageRules.None);
    }

    [Fact]
    public void The_last_override_that_matches_and_has_a_mode_decides_on_it()
    {
        var policy = Policy with
        {
            Mode = PolicyMode.Warn,
            Models = [Over("fraud*", PolicyMode.Off), Over("fraud-eu", PolicyMode.Enforce), Over("fraud-*", null)],
        };

        policy.ModeFor("other").ShouldBe(PolicyMode.Warn);
        policy.ModeFor("fraud-us").ShouldBe(PolicyMode.Off);
        policy.ModeFor("fraud-eu").ShouldBe(PolicyMode.Enforce);
    }

    [Fact]
    public void A_model_whose_mode_is_off_has_no_rules_and_no_aliases_that_mean_a_stage()
    {
        var policy = Policy with { Models = [Over("sandbox", PolicyMode.Off)] };

        policy.RulesFor("sandbox", "Production").ShouldBe(StageRules.None);
        policy.StageOfAlias("sandbox", "champion").ShouldBeNull();
        policy.StageOfAlias("fraud", "champion").ShouldBe("Production");
    }

    [Fact]
    public void An_alias_means_a_stage_for_the_models_whose_rules_say_so()
    {
        var policy = Policy with
        {
            Models = [Over("fraud", null, rules => rules with { Aliases = ["live"] }, "Staging")],
        };

        policy.StageOfAlias("fraud", "live").ShouldBe("Staging");
        policy.StageOfAlias("other", "live").ShouldBeNull();
        policy.StageOfAlias("other", "Champion").ShouldBeNull();
    }

    [Fact]
    public void With_rules_on_who_may_only_who_is_named_may()
    {
        var policy = Policy with
        {
            Grants = [Grant([PolicyAction.Promote], ["dan"]), Grant([PolicyAction.Approve], ["release"])],
        };

        Ruling.Of(policy, new Caller("dan", "r"), PolicyAction.Promote, "fraud", "Production").IsAllowed.ShouldBeTrue();
        Ruling
            .Of(policy, new Caller("dan", "r"), PolicyAction.Approve, "fraud", "Production")
            .IsAllowed.ShouldBeFalse();
        Ruling.Of(policy, new Caller("bo", "r"), PolicyAction.Approve, "fraud", "Production").IsAllowed.ShouldBeTrue();
        Ruling.Of(policy, new Caller("bo", "r"), PolicyAction.ApplyPolicy).IsAllowed.ShouldBeFalse();
        var open = policy with { Grants = [Grant([PolicyAction.Promote], ["*"])] };
        Ruling
            .Of(open, new Caller("anyone", "r"), PolicyAction.Promote, "fraud", "Production")
            .IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Nobody_gets_into_a_role_by_being_called_like_it()
    {
        Policy.Is("bo", [], "release").ShouldBeTrue();
        Policy.Is("release", [], "release").ShouldBeFalse();
        Policy.Is("ana", [], "ana").ShouldBeTrue();
        Policy.Is("Bo", [], "release").ShouldBeFalse();
        Policy.Is("ana", ["risk"], "group:risk").ShouldBeTrue();
        Policy.Is("group:risk", [], "group:risk").ShouldBeFalse();
        Policy.Is("risk", [], "group:risk").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Demands))]
    public void Rules_demand_something_exactly_if_a_move_could_fail_to_meet_them(string what, bool demands)
    {
        StageRules rules = what switch
        {
            "from" => new() { From = [] },
            "gates" => new() { Gates = [new GateRule(new Gates.SizeGate(1))] },
            "approvals" => new() { Approvals = new ApprovalRule(1, [], false, null) },
            "soak" => new() { Soak = TimeSpan.FromTicks(1) },
            "freezes" => new() { Freezes = [new Frozen(Evidence.Noon, Evidence.Noon)] },
            "aliases" => new() { Aliases = ["champion"] },
            "archive" => new() { ArchiveExisting = true },
            "verification" => new() { Verification = new VerificationRule([], null, default, 0) },
            "automation" => new() { Automation = new AutomationRule("Staging", null) },
            _ => StageRules.None,
        };

        rules.Demand.ShouldBe(demands);
    }

    public static TheoryData<string, bool> Demands =>
        new()
        {
            { "from", true },
            { "gates", true },
            { "approvals", true },
            { "soak", true },
            { "freezes", true },
            { "aliases", false },
            { "archive", false },
            { "verification", true },
            { "automation", false },
            { "nothing", false },
        };

    private static ModelOverride Over(
        string match,
        PolicyMode? mode,
        Func<StageRules, StageRules>? change = null,
        string stage = "Production"
    ) =>
        new(
            new NamePattern(match),
            mode,
            change is null
                ? new Dictionary<string, Func<StageRules, StageRules>>()
                : new Dictionary<string, Func<StageRules, StageRules>> { [stage] = change }
        );

    private static Grant Grant(PolicyAction[] actions, string[] to) =>
        new(actions, to, [NamePattern.Any], [NamePattern.Any]);
}
