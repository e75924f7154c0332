using Gradus.Core.Errors;
using Gradus.Core.Search;
using Gradus.Server.Mlflow.Filters;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Models;

/// <summary>
/// A search as the native API reads it from a query: MLflow's filter grammar over more attributes, with the position of what
/// is wrong.
/// </summary>
/// <param name="Filter">Comparisons joined by AND, e.g. <c>name LIKE 'tumour%' AND tags.team = 'oncology'</c>.</param>
/// <param name="OrderBy">Attributes, each optionally with ASC or DESC.</param>
/// <param name="MaxResults">The most rows of the page.</param>
/// <param name="PageToken">Where the page starts.</param>
internal sealed record SearchReader(
    [FromQuery(Name = "filter")] string? Filter,
    [FromQuery(Name = "order_by")] string[]? OrderBy,
    [FromQuery(Name = "max_results")] int? MaxResults,
    [FromQuery(Name = "page_token")] string? PageToken
)
{
    private static readonly FilterFields Models = FilterFields.Models with { ShowsPositions = true };

    private static readonly FilterFields Versions = new(
        Texts: [.. FilterFields.Versions.Texts, SearchAttributes.Stage, SearchAttributes.Status],
        Numbers: FilterFields.Versions.NumericKeys,
        Lists: [SearchAttributes.RunId, SearchAttributes.Stage],
        Keys:
        [
            .. FilterFields.Versions.Keys,
            SearchAttributes.Stage,
            SearchAttributes.Status,
            SearchAttributes.CreationTimestamp,
            SearchAttributes.LastUpdatedTimestamp,
        ],
        NumericKeys: FilterFields.Versions.NumericKeys
    )
    {
        ShowsPositions = true,
    };

    /// <summary>A search of registered models.</summary>
    public Result<SearchQuery> ForModels() => Read(Models, OrderByParser.ParseForModels(OrderBy ?? []));

    /// <summary>A search of versions, of one model or of all.</summary>
    public Result<SearchQuery> ForVersions(string? model) =>
        Read(Versions, OrderByParser.ParseForVersions(OrderBy ?? []))
            .Map(query => model is null ? query : query with { Conditions = [OfModel(model), .. query.Conditions] });

    private static Comparison OfModel(string model) =>
        Comparison.Of(new Field(FieldKind.Attribute, SearchAttributes.Name), Comparator.Equal, model);

    private Result<SearchQuery> Read(FilterFields fields, Result<IReadOnlyList<Ordering>> order)
    {
        if (!PageSize.Usual.Parse(MaxResults).Try(out var size, out var error))
        {
            return error;
        }

        var conditions = FilterParser.Parse(Filter, fields);
        return conditions.Then(parsed => order.Map(terms => new SearchQuery(parsed, terms, size, PageToken)));
    }
}
