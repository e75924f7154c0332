namespace Gradus.Cli.CommandLine;

/// <summary>Follows pages to the end.</summary>
internal static class Pages
{
    /// <summary>Every item from a page on.</summary>
    /// <param name="read">Reads the page that a token names, and the token of the next one; null for the first.</param>
    /// <param name="from">Where to begin.</param>
    public static async Task<List<T>> AllAsync<T>(
        Func<string?, Task<(IReadOnlyList<T> Items, string? Next)>> read,
        string? from = null
    )
    {
        var items = new List<T>();
        var token = from;
        do
        {
            var page = await read(token);
            items.AddRange(page.Items);
            token = page.Next;
        } while (token is not null);

        return items;
    }
}
