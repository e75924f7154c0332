using Gradus.Core.Errors;
using Gradus.Core.Search;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Filters;

/// <summary>Reads order_by clauses: an attribute, optionally followed by ASC or DESC. The refusals are MLflow's.</summary>
internal static class OrderByParser
{
    private const string Timestamp = "timestamp";

    private static readonly string[] VersionKeys =
    [
        SearchAttributes.Name,
        SearchAttributes.CreationTimestamp,
        SearchAttributes.LastUpdatedTimestamp,
        SearchAttributes.VersionNumber,
    ];

    /// <summary>How registered models may be ordered: by name, or by timestamp, which is that of the last update.</summary>
    public static Result<IReadOnlyList<Ordering>> ParseForModels(IReadOnlyList<string> clauses) =>
        Parse(
            clauses,
            key =>
                key switch
                {
                    SearchAttributes.Name => key,
                    Timestamp or SearchAttributes.LastUpdatedTimestamp => SearchAttributes.LastUpdatedTimestamp,
                    _ => Refuse(
                        $"Invalid order by key '{key}' specified. Valid keys are "
                            + $"'{PythonForm.ReprSet([SearchAttributes.Name, Timestamp])}'"
                    ),
                }
        );

    /// <summary>How model versions may be ordered.</summary>
    public static Result<IReadOnlyList<Ordering>> ParseForVersions(IReadOnlyList<string> clauses) =>
        Parse(clauses, FindVersionKey);

    private static Result<string> FindVersionKey(string identifier)
    {
        var dot = identifier.IndexOf('.');
        var entity = dot < 0 ? "attribute" : identifier[..dot];
        var key = identifier[(dot + 1)..].Trim('"', '`', '\'');
        if (entity is not ("attribute" or "tag" or "tags"))
        {
            return Refuse($"Invalid entity type '{entity}'. Valid entity types are ('attribute', 'tag', 'tags')");
        }

        return entity == "attribute" && VersionKeys.Contains(key)
            ? key
            : Refuse($"Invalid attribute key '{key}' specified. Valid keys are '{PythonForm.ReprSet(VersionKeys)}'");
    }

    private static Result<IReadOnlyList<Ordering>> Parse(
        IReadOnlyList<string> clauses,
        Func<string, Result<string>> findKey
    )
    {
        var order = new List<Ordering>();
        foreach (var clause in clauses)
        {
            if (!ParseClause(clause).Try(out var term, out var error) || !findKey(term.Key).Try(out var key, out error))
            {
                return error;
            }

            if (order.Exists(other => other.Key == key))
            {
                return Refuse($"`order_by` contains duplicate fields: {PythonForm.ReprList(clauses)}");
            }

            order.Add(term with { Key = key });
        }

        return order;
    }

    private static Result<Ordering> ParseClause(string clause)
    {
        var tokens = clause.Length <= FilterParser.MaxLength ? FilterTokenizer.Tokenize(clause) : [];
        return tokens switch
        {
            [{ Kind: TokenKind.Name } name] => new Ordering(name.Text, Descending: false),
            [{ Kind: TokenKind.Name } name, var direction] when direction.IsWord("ASC") || direction.IsWord("DESC") =>
                new Ordering(name.Text, direction.IsWord("DESC")),
            [{ Kind: TokenKind.Name }, { Kind: TokenKind.Name }] => Refuse(
                $"Invalid ordering key in order_by clause '{PythonForm.Shorten(clause)}'."
            ),
            _ => Refuse($"Invalid order_by clause '{PythonForm.Shorten(clause)}'. Could not be parsed."),
        };
    }

    private static Error Refuse(string message) => Error.Invalid(message, "order_by");
}
