using System.Globalization;
using Gradus.Core.Errors;

namespace Gradus.Server.Api;

/// <summary>How many results a page of a list has.</summary>
/// <param name="Default">If nothing is said.</param>
/// <param name="Max">At most.</param>
internal readonly record struct PageSize(int Default, int Max)
{
    /// <summary>Of most lists.</summary>
    public static PageSize Usual { get; } = new(100, 1_000);

    /// <summary>Of lists whose items are big.</summary>
    public static PageSize OfBigItems { get; } = new(50, 500);

    /// <summary>Reads the query's max_results.</summary>
    public Result<int> Parse(int? maxResults) =>
        maxResults < 1 || maxResults > Max
            ? Error.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"max_results must be 1 to {Max}."),
                "max_results"
            )
            : maxResults ?? Default;
}
