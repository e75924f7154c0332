using Gradus.Core.Search;
using Gradus.Server.Mlflow.Filters;

namespace Gradus.Server.Tests.Mlflow.Filters;

public sealed class OrderByParserTests
{
    [Fact]
    public void Timestamp_means_the_last_update()
    {
        OrderByParser
            .ParseForModels(["timestamp desc", "name"])
            .Value.ShouldBe([
                new Ordering(SearchAttributes.LastUpdatedTimestamp, true),
                new Ordering(SearchAttributes.Name, false),
            ]);
    }

    [Theory]
    [InlineData("  version_number   DESC ", "version_number", true)]
    [InlineData("attribute.name ASC", "name", false)]
    [InlineData("`creation_timestamp`", "creation_timestamp", false)]
    public void Versions_are_ordered_by_their_attributes(string clause, string key, bool descending)
    {
        OrderByParser.ParseForVersions([clause]).Value.ShouldBe([new Ordering(key, descending)]);
    }

    [Theory]
    [InlineData("name; DROP TABLE models", "Invalid order_by clause 'name; DROP TABLE models'. Could not be parsed.")]
    [InlineData("(name)", "Invalid order_by clause '(name)'. Could not be parsed.")]
    [InlineData(
        "tags.x",
        "Invalid attribute key 'x' specified. Valid keys are '{'name', 'creation_timestamp', 'last_updated_timestamp', 'version_number'}'"
    )]
    [InlineData("metrics.x", "Invalid entity type 'metrics'. Valid entity types are ('attribute', 'tag', 'tags')")]
    public void What_is_no_attribute_is_refused(string clause, string message)
    {
        OrderByParser.ParseForVersions([clause]).Error!.Message.ShouldBe(message);
    }
}
