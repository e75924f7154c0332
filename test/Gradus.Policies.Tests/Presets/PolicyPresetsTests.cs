using Gradus.Core;
using Gradus.Core.Policies;

namespace Gradus.Policies.Presets;

public sealed class PolicyPresetsTests
{
    public static TheoryData<string> Names() => [.. PolicyPresets.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_preset_is_the_file_in_the_repository_and_is_read(string name)
    {
        var text = PolicyPresets.Find(name).ShouldNotBeNull();

        text.ShouldBe(Checkout.Read("policies", $"{name}.yaml"));
        Files.Read(text);
    }

    [Fact]
    public void Every_file_in_the_folder_is_a_preset() =>
        Directory
            .GetFiles(Checkout.PathOf("policies"))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(PolicyPresets.Names, ignoreOrder: true);

    [Fact]
    public void There_is_no_other_preset() => PolicyPresets.Find("teams").ShouldBeNull();

    [Fact]
    public void Open_says_what_a_new_registry_has() =>
        PolicyDiff.Between(Policy.Open, Files.Read(PolicyPresets.Find("open")!)).ShouldBeEmpty();

    [Fact]
    public void What_is_commented_out_in_a_preset_would_be_read_too()
    {
        foreach (var name in new[] { "team", "regulated" })
        {
            var text = PolicyPresets.Find(name)!;
            var whole = text.Replace("# - ", "- ", StringComparison.Ordinal);

            whole.ShouldNotBe(text);
            Files.Read(whole).Rules["Production"].Gates.Count.ShouldBeGreaterThan(3);
        }
    }

    [Fact]
    public void Team_asks_a_second_person_and_names_no_data_set()
    {
        var team = Files.Read(PolicyPresets.Find("team")!);
        var rules = team.RulesFor("any", "Production");

        rules.From.ShouldBe(["Staging"]);
        rules.Aliases.ShouldBe(["champion"]);
        rules.Approvals.ShouldNotBeNull().FourEyes.ShouldBeTrue();
        rules.Gates.Select(rule => rule.Gate.Kind).ShouldBe(["signature", "documentation"]);
        team.Grants.ShouldBeEmpty();
    }

    [Fact]
    public void Regulated_lets_nobody_change_the_rules_who_lives_by_them()
    {
        var regulated = Files.Read(PolicyPresets.Find("regulated")!);

        Ruling.Of(regulated, new Caller("ann", "r"), PolicyAction.ApplyPolicy).IsAllowed.ShouldBeFalse();
        Ruling
            .Of(regulated, new Caller("eve", "r"), PolicyAction.BreakGlass, "m", "Production")
            .IsAllowed.ShouldBeFalse();
        Ruling.Of(regulated, new Caller("root", "r"), PolicyAction.ApplyPolicy).IsAllowed.ShouldBeTrue();
        Ruling.Of(regulated, new Caller("ann", "r"), PolicyAction.Waive, "m", "Production").IsAllowed.ShouldBeFalse();
        // Everyone asks for Production; to empty it is not to ask.
        var anyone = new Caller("anyone", "r");
        Ruling.Of(regulated, anyone, PolicyAction.Request, "m", "Production").IsAllowed.ShouldBeTrue();
        Ruling.Of(regulated, anyone, PolicyAction.Promote, "m", "Production").IsAllowed.ShouldBeFalse();
        Ruling.Of(regulated, anyone, PolicyAction.Promote, "m", "Staging").IsAllowed.ShouldBeTrue();
        Ruling.Of(regulated, new Caller("ann", "r"), PolicyAction.Promote, "m", "Production").IsAllowed.ShouldBeTrue();
        var rules = regulated.RulesFor("m", "Production");
        rules.Approvals.ShouldNotBeNull().Required.ShouldBe(2);
        rules.Soak.ShouldBe(TimeSpan.FromDays(1));
        rules.Verification.ShouldNotBeNull().OnFailure.ShouldBe(OnFailedVerification.Rollback);
    }
}
