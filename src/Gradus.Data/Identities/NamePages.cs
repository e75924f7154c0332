using Gradus.Core.Errors;
using Gradus.Core.Search;

namespace Gradus.Data.Identities;

/// <summary>Pages of lists that are in the order of their names.</summary>
internal static class NamePages
{
    /// <summary>The name after which the page starts; empty for the first page.</summary>
    public static Result<string> Start(string? pageToken, string search) =>
        string.IsNullOrEmpty(pageToken)
            ? ""
            : PageToken
                .Parse(pageToken, search)
                .Then<string>(token => token.Values is [string name] ? name : PageToken.Foreign);

    /// <summary>The page of rows of which one more was read than it may hold.</summary>
    public static Page<T> Cut<T>(List<T> rows, int maxResults, Func<T, string> nameOf, string search)
    {
        var items = rows.Take(maxResults).ToList();
        return new Page<T>(items, rows.Count > maxResults ? new PageToken([nameOf(items[^1])]).Encode(search) : null);
    }
}
