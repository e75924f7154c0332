namespace Gradus.Core.Search;

public sealed class SearchAttributesTests
{
    [Theory]
    [InlineData(SearchAttributes.Name, false)]
    [InlineData(SearchAttributes.RunId, false)]
    [InlineData(SearchAttributes.SourcePath, false)]
    [InlineData(SearchAttributes.Stage, false)]
    [InlineData(SearchAttributes.Status, false)]
    [InlineData(SearchAttributes.VersionNumber, true)]
    [InlineData(SearchAttributes.CreationTimestamp, true)]
    [InlineData(SearchAttributes.LastUpdatedTimestamp, true)]
    public void Numbers_and_times_are_numbers(string attribute, bool isNumber) =>
        SearchAttributes.IsNumber(attribute).ShouldBe(isNumber);
}
