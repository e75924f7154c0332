namespace Gradus.Core.Search;

/// <summary>A stretch of a list and where the next one starts.</summary>
/// <param name="Items">The rows of this page, in the order asked for.</param>
/// <param name="Next">The token of the next page; null if nothing follows.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
