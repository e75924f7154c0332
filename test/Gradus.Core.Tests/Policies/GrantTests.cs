namespace Gradus.Core.Policies;

public sealed class GrantTests
{
    private static readonly Grant Grant = new(
        [PolicyAction.Promote, PolicyAction.Hold, PolicyAction.ReportCheck],
        ["*"],
        [new NamePattern("Staging"), new NamePattern("Dev*")],
        [new NamePattern("fraud-*")]
    );

    [Theory]
    [InlineData(PolicyAction.Promote, "fraud-eu", "Staging", true)]
    [InlineData(PolicyAction.Promote, "fraud-eu", "Development", true)]
    [InlineData(PolicyAction.Promote, "fraud-eu", "Production", false)]
    [InlineData(PolicyAction.Promote, "churn", "Staging", false)]
    [InlineData(PolicyAction.Approve, "fraud-eu", "Staging", false)]
    [InlineData(PolicyAction.ReportCheck, "fraud-eu", null, true)]
    [InlineData(PolicyAction.ReportCheck, null, null, true)]
    [InlineData(PolicyAction.ReportCheck, "churn", null, false)]
    public void It_covers_its_actions_on_its_models_and_stages(
        PolicyAction action,
        string? model,
        string? stage,
        bool covers
    ) => Grant.Covers(action, model, stage).ShouldBe(covers);

    [Fact]
    public void Who_may_hold_some_models_may_not_hold_all_of_them()
    {
        var everywhere = Grant with { Stages = [NamePattern.Any], Models = [NamePattern.Any] };

        Grant.Covers(PolicyAction.Hold, "fraud-eu", "Staging").ShouldBeTrue();
        Grant.Covers(PolicyAction.Hold, "fraud-eu", null).ShouldBeFalse();
        Grant.Covers(PolicyAction.Hold, null, "Staging").ShouldBeFalse();
        (Grant with { Stages = [NamePattern.Any] }).Covers(PolicyAction.Hold, "fraud-eu", null).ShouldBeTrue();
        everywhere.Covers(PolicyAction.Hold, null, null).ShouldBeTrue();
    }
}
