using Gradus.Core.Errors;
using Gradus.Core.Search;
using Gradus.Data.Models;
using Gradus.Server.Mlflow.Filters;

namespace Gradus.Server.Api.Promotions;

/// <summary>The versions of a model that a filter leaves.</summary>
internal static class FilteredVersions
{
    private const int Page = 1_000;

    /// <summary>Their numbers; null, which stands for all, without a filter.</summary>
    /// <param name="versions">Where they are found.</param>
    /// <param name="model">The registered model's name.</param>
    /// <param name="filter">In the grammar of version search; null or empty for none.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public static async Task<Result<List<int>?>> FindAsync(
        VersionStore versions,
        string model,
        string? filter,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return (List<int>?)null;
        }

        if (!FilterParser.Parse(filter, FilterFields.Versions).Try(out var conditions, out var error))
        {
            return error;
        }

        var ofModel = Comparison.Of(new Field(FieldKind.Attribute, SearchAttributes.Name), Comparator.Equal, model);
        var numbers = new List<int>();
        string? token = null;
        do
        {
            var query = new SearchQuery([ofModel, .. conditions], [], Page, token);
            if (!(await versions.SearchAsync(query, cancellationToken)).Try(out var page, out error))
            {
                return error;
            }

            numbers.AddRange(page.Items.Select(version => version.Number));
            token = page.Next;
        } while (token is not null);

        return numbers;
    }
}
