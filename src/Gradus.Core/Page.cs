namespace Gradus.Core;

/// <summary>A stretch of a list and where the next one starts.</summary>
/// <param name="Items">The rows of this page, in the order asked for.</param>
/// <param name="Next">The keyset position after the last row; null if nothing follows.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
