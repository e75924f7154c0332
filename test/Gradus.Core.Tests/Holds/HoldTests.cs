namespace Gradus.Core.Holds;

public sealed class HoldTests
{
    private static readonly Hold Hold = new("h", HoldKind.Line, null, null, "incident", "bo", Evidence.Noon);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("fraud", null, true)]
    [InlineData(null, "Production", true)]
    [InlineData("fraud", "Production", true)]
    [InlineData("Fraud", "Production", false)]
    [InlineData("fraud", "Staging", false)]
    [InlineData("churn", null, false)]
    public void It_is_on_what_it_names_and_on_all_where_it_names_nothing(string? model, string? stage, bool isOn) =>
        (Hold with { Model = model, Stage = stage }).IsOn("fraud", "Production").ShouldBe(isOn);

    [Fact]
    public void Once_lifted_it_is_on_nothing() =>
        (Hold with { LiftedAt = Evidence.Noon }).IsOn("fraud", "Production").ShouldBeFalse();
}
