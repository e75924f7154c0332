namespace Gradus.Core.Models;

public sealed class ModelUriTests
{
    [Theory]
    [InlineData("models:/tumours/Production", (int)Addressing.Stage, "Production")]
    [InlineData("models:/tumours@champion", (int)Addressing.Alias, "@champion")]
    [InlineData("models:/tumours/12", (int)Addressing.Version, "12")]
    public void A_URI_names_a_stage_an_alias_or_a_version(string text, int kind, string segment)
    {
        var uri = ModelUri.Parse(text).Value;

        uri.Model.ShouldBe("tumours");
        uri.Addressing.ShouldBe((Addressing)kind);
        uri.Segment.ShouldBe(segment);
        uri.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("tumours", "is not a model to serve: write models:/NAME/STAGE")]
    [InlineData("models:/tumours", "is not a model to serve")]
    [InlineData("models:/a/b/c", "is not a model to serve")]
    [InlineData("models:/a@b@c", "is not a model to serve")]
    [InlineData("runs:/1/model", "is not a model to serve")]
    [InlineData("models:/tumours/latest", "no gate before it")]
    [InlineData("models:/tumours/0", "'0' is not a version")]
    [InlineData("models:/tumours/99999999999", "is not a version")]
    [InlineData("models:/tumours/", "Stage name is required.")]
    [InlineData("models:/tumours@", "alias name cannot be empty")]
    [InlineData("models:/ /Production", "Model name is required.")]
    public void What_is_none_is_refused_with_what_would_be(string text, string message) =>
        ModelUri.Parse(text).Error!.Message.ShouldContain(message);
}
