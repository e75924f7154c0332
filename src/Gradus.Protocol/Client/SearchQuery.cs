namespace Gradus.Protocol.Client;

/// <summary>What a search asks for. What is absent is the server's default.</summary>
/// <param name="Filter">In MLflow's grammar, e.g. <c>name LIKE 'churn%'</c>.</param>
/// <param name="OrderBy">Keys with an optional direction, e.g. <c>version_number DESC</c>.</param>
/// <param name="MaxResults">The most results of a page.</param>
/// <param name="PageToken">Where to go on, from the page before.</param>
public sealed record SearchQuery(
    string? Filter = null,
    IReadOnlyList<string>? OrderBy = null,
    int? MaxResults = null,
    string? PageToken = null
)
{
    internal string Apply(string path) =>
        new Route(path)
            .Query("filter", Filter)
            .Query("order_by", OrderBy)
            .Query("max_results", MaxResults)
            .Query("page_token", PageToken)
            .ToString();
}
