namespace Gradus.Policies;

public sealed class GuideTests
{
    [Fact]
    public void The_guides_tables_have_every_key_as_the_reader_knows_it()
    {
        var page = Guide.WithTables();

        page.ShouldContain("| `archive_existing` | true or false |");
        Guide.ShouldBe(page);
    }

    [Fact]
    public void The_guide_has_examples() => Guide.Examples.Count.ShouldBeGreaterThan(4);
}
