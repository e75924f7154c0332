using Gradus.Core.Identities;

namespace Gradus.Core.Policies;

/// <summary>Who may do what, and by which rule.</summary>
public sealed class RulingTests
{
    private static readonly Caller Local = new("ana", "r");
    private static readonly Caller Ana = Known("ana");
    private static readonly Caller Root = Known("root", Groups.Administrators);

    private static readonly Policy Listed = Policy.Open with
    {
        Grants = [new Grant([PolicyAction.Promote], ["ana"], [NamePattern.Any], [new NamePattern("fraud*")])],
    };

    [Fact]
    public void With_no_permissions_everyone_may_do_everything_but_administer_change_the_rules_break_the_glass_and_work()
    {
        foreach (var action in Enum.GetValues<PolicyAction>())
        {
            var isOwn =
                action
                is PolicyAction.Administer
                    or PolicyAction.Work
                    or PolicyAction.BreakGlass
                    or PolicyAction.ApplyPolicy;
            Ruling.Of(Policy.Open, Ana, action, "m", "Production").IsAllowed.ShouldBe(!isOwn, action.ToString());
            Ruling.Of(Policy.Open, Local, action, "m", "Production").IsAllowed.ShouldBeTrue(action.ToString());
        }
    }

    [Fact]
    public void Only_administrators_break_the_glass_until_a_permission_says_who_does()
    {
        Ruling.Of(Policy.Open, Root, PolicyAction.BreakGlass, "fraud", "Production").IsAllowed.ShouldBeTrue();
        Ruling
            .Of(Policy.Open, Ana, PolicyAction.BreakGlass, "fraud", "Production")
            .ShouldBe(new Ruling(false, "only the administrators and whom a permission of the policy names may"));
        Ruling.Of(Listed, Root, PolicyAction.BreakGlass, "fraud", "Production").IsAllowed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(PolicyAction.Read, true)]
    [InlineData(PolicyAction.Register, true)]
    [InlineData(PolicyAction.Request, true)]
    [InlineData(PolicyAction.Promote, true)]
    [InlineData(PolicyAction.Approve, false)]
    [InlineData(PolicyAction.ApplyPolicy, false)]
    [InlineData(PolicyAction.Administer, false)]
    public void With_permissions_what_they_list_and_reading_and_registering_until_they_name_these(
        PolicyAction action,
        bool allowed
    ) => Ruling.Of(Listed, Ana, action, "fraud", "Production").IsAllowed.ShouldBe(allowed);

    [Fact]
    public void Once_a_permission_names_reading_it_is_closed_to_everyone_else()
    {
        var policy = Listed with
        {
            Grants = [.. Listed.Grants, new Grant([PolicyAction.Read], ["bo"], [NamePattern.Any], [NamePattern.Any])],
        };

        Ruling.Of(policy, Known("bo"), PolicyAction.Read, "fraud").IsAllowed.ShouldBeTrue();
        Ruling.Of(policy, Ana, PolicyAction.Read, "fraud").IsAllowed.ShouldBeFalse();
        Ruling.Of(policy, Root, PolicyAction.Read, "fraud").IsAllowed.ShouldBeTrue();
        Ruling.LimitsReading(policy, Ana).ShouldBeTrue();
        Ruling.LimitsReading(policy, Root).ShouldBeFalse();
        Ruling.LimitsReading(Listed, Ana).ShouldBeFalse();
    }

    [Fact]
    public void Administrators_administer_and_apply_policies_and_no_more()
    {
        Ruling.Of(Listed, Root, PolicyAction.Administer).IsAllowed.ShouldBeTrue();
        Ruling.Of(Listed, Root, PolicyAction.ApplyPolicy).IsAllowed.ShouldBeTrue();
        Ruling.Of(Listed, Root, PolicyAction.Promote, "fraud", "Production").IsAllowed.ShouldBeFalse();
        Ruling.Of(Listed, Root, PolicyAction.Approve, "fraud", "Production").IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void The_servers_own_workers_read_everything_and_work()
    {
        var worker = Known("gradus", Groups.Workers);
        var policy = Listed with
        {
            Grants = [new Grant([PolicyAction.Read], ["bo"], [NamePattern.Any], [NamePattern.Any])],
        };

        Ruling.Of(policy, worker, PolicyAction.Work).IsAllowed.ShouldBeTrue();
        Ruling.Of(policy, worker, PolicyAction.Read, "fraud").IsAllowed.ShouldBeTrue();
        Ruling.LimitsReading(policy, worker).ShouldBeFalse();
        Ruling.Of(policy, worker, PolicyAction.Register, "fraud").IsAllowed.ShouldBeTrue();
        Ruling.Of(policy, worker, PolicyAction.Administer).IsAllowed.ShouldBeFalse();
        Ruling.Of(policy, Ana, PolicyAction.Work).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void A_narrowed_token_permits_less_and_never_more()
    {
        var scope = new TokenScope(["promote", "approve"], ["fraud"]);
        var narrow = Ana with { Identity = Ana.Identity! with { Scope = scope } };

        Ruling.Of(Listed, narrow, PolicyAction.Promote, "fraud", "Production").IsAllowed.ShouldBeTrue();
        Ruling.Of(Listed, narrow, PolicyAction.Promote, "fraud-2", "Production").IsAllowed.ShouldBeFalse();
        Ruling.Of(Listed, narrow, PolicyAction.Read, "fraud").IsAllowed.ShouldBeFalse();
        Ruling.Of(Listed, narrow, PolicyAction.Approve, "fraud", "Production").IsAllowed.ShouldBeFalse();
        Ruling
            .Of(Listed, Root with { Identity = Root.Identity! with { Scope = scope } }, PolicyAction.Administer)
            .Rule.ShouldBe("the token is narrowed to: promote, approve");
    }

    [Theory]
    [InlineData(PolicyAction.Hold)]
    [InlineData(PolicyAction.ApplyPolicy)]
    [InlineData(PolicyAction.Administer)]
    [InlineData(PolicyAction.Work)]
    public void A_token_narrowed_to_models_is_no_good_for_what_concerns_all_of_them(PolicyAction action)
    {
        var scope = new TokenScope([], ["fraud"]);
        Caller[] narrowed =
        [
            Root with
            {
                Identity = Root.Identity! with { Scope = scope },
            },
            Known("w", Groups.Workers) with
            {
                Identity = Known("w", Groups.Workers).Identity! with { Scope = scope },
            },
        ];

        foreach (var policy in (Policy[])[Listed, Policy.Open])
        {
            narrowed
                .Select(caller => Ruling.Of(policy, caller, action).Rule)
                .ShouldAllBe(rule => rule == "the token is narrowed to models: fraud");
        }
    }

    private static Caller Known(string name, params string[] groups) =>
        new(name, "r") { Identity = new Identity(name, IdentityKind.Person, groups, TokenScope.Whole) };
}
