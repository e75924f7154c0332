using System.Globalization;
using System.Text;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Search;

namespace Gradus.Data.Search;

/// <summary>
/// A search as SQL: everything from FROM to LIMIT, with its parameters. What clients wrote only ever becomes a parameter.
/// </summary>
internal sealed class SearchSql
{
    private const int MaxConditions = 200;
    private const int MaxValues = 10_000;
    private const int MaxPattern = 10_000;

    private readonly SearchTable _table;
    private readonly SearchQuery _query;
    private readonly List<(string Name, object? Value)> _parameters = [];
    private readonly IReadOnlyList<Ordering> _order;

    private SearchSql(SearchTable table, SearchQuery query)
    {
        _table = table;
        _query = query;
        var asked = query.Order.Count > 0 ? query.Order : table.DefaultOrder;
        _order = [.. asked, .. table.TieBreak.Where(tie => asked.All(term => term.Key != tie.Key))];
    }

    /// <summary>"FROM … WHERE … ORDER BY … LIMIT …"; one row more than the page holds, to know whether more follow.</summary>
    public string Tail { get; private set; } = "";

    /// <summary>The values of its parameters.</summary>
    public (string Name, object? Value)[] Parameters => [.. _parameters];

    /// <summary>
    /// What a page token is bound to, and what answers may be kept under: the same conditions in the same order of rows, and
    /// nothing else. No value holds a NUL, so that none can pass for a part of another search.
    /// </summary>
    public string Identity
    {
        get
        {
            var text = new StringBuilder(_table.From);
            foreach (var (of, comparator, values) in _query.Conditions)
            {
                text.Append('\0').Append(of.Kind).Append('\0').Append(of.Key).Append('\0').Append(comparator);
                text.Append('\0').Append(values.Count).Append('\0').AppendJoin('\0', values);
            }

            return text.Append('\0').AppendJoin('\0', _order.Select(term => (term.Key, term.Descending))).ToString();
        }
    }

    /// <summary>Composes a search; refuses a page token of another one, and more than a database takes.</summary>
    public static Result<SearchSql> Compose(SearchTable table, SearchQuery query)
    {
        if (FindExcess(query.Conditions) is { } excess)
        {
            return Error.Invalid(excess, "filter");
        }

        var sql = new SearchSql(table, query);
        if (string.IsNullOrEmpty(query.PageToken))
        {
            sql.Write(null);
            return sql;
        }

        if (!PageToken.Parse(query.PageToken, sql.Identity).Try(out var token, out var error))
        {
            return error;
        }

        if (!sql.Fits(token))
        {
            return PageToken.Foreign;
        }

        sql.Write(token);
        return sql;
    }

    /// <summary>Cuts the surplus row off and makes the next page's token from the last row that stays.</summary>
    /// <param name="rows">At most one more than the page holds.</param>
    /// <param name="attribute">A row's value of an attribute.</param>
    public Page<T> ToPage<T>(List<T> rows, Func<T, string, object> attribute)
    {
        if (rows.Count <= _query.MaxResults)
        {
            return new Page<T>(rows, null);
        }

        var last = rows[_query.MaxResults - 1];
        var token = new PageToken([.. _order.Select(term => attribute(last, term.Key))]);
        return new Page<T>(rows[.._query.MaxResults], token.Encode(Identity));
    }

    // SQLite bounds the depth of an expression, the number of parameters and the length of a pattern.
    private static string? FindExcess(IReadOnlyList<Comparison> conditions)
    {
        if (conditions.Count > MaxConditions)
        {
            return $"A search may have at most {MaxConditions} conditions; this one has {conditions.Count}.";
        }

        if (conditions.Sum(condition => condition.Values.Count) > MaxValues)
        {
            return $"A search may compare with at most {MaxValues} values.";
        }

        if (conditions.Any(condition => condition.Values.Append(condition.Field.Key).Any(IsUnstorable)))
        {
            return "A search cannot compare with a NUL character or half of a surrogate pair.";
        }

        var patterns = conditions.Where(condition => condition.Comparator is Comparator.Like or Comparator.ILike);
        return patterns.Any(condition => ((string)condition.Values[0]).Length > MaxPattern)
            ? $"A pattern may have at most {MaxPattern} characters."
            : null;
    }

    private static bool IsUnstorable(object value) => value is string text && !Text.IsWellFormed(text);

    // Anyone can make a token: one number where a text belongs would be an error of the database.
    private bool Fits(PageToken token) =>
        token.Values.Count == _order.Count
        && token.Values.Zip(_order).All(pair => pair.First is long == SearchAttributes.IsNumber(pair.Second.Key));

    private void Write(PageToken? after)
    {
        var conditions = _query.Conditions.Select(Condition).ToList();
        if (after is not null)
        {
            conditions.Add(After(after));
        }

        var where = conditions.Count > 0 ? $"WHERE {string.Join("\n  AND ", conditions)}" : "";
        var order = string.Join(
            ", ",
            _order.Select(term => _table.Columns[term.Key] + (term.Descending ? " DESC" : " ASC"))
        );
        Tail = $"""
            FROM {_table.From}
            {where}
            ORDER BY {order}
            LIMIT {Parameter((long)_query.MaxResults + 1)}
            """;
    }

    private string Condition(Comparison comparison) =>
        comparison.Field.Kind == FieldKind.Attribute
            ? Compare(_table.Columns[comparison.Field.Key], comparison)
            : TagCondition(comparison);

    private string TagCondition(Comparison comparison)
    {
        var key = Parameter(comparison.Field.Key);
        var (verb, compare) =
            comparison.Comparator == Comparator.Lacks
                ? ("NOT IN", comparison with { Comparator = Comparator.Equal })
                : ("IN", comparison);
        return $"({_table.Key}) {verb} (SELECT {_table.TagKey} FROM {_table.Tags} t WHERE t.key = {key} AND {Compare("t.value", compare)})";
    }

    private string Compare(string column, Comparison comparison)
    {
        var first = comparison.Values.Count > 0 ? comparison.Values[0] : "";
        return comparison.Comparator switch
        {
            Comparator.Equal => Equal(column, first),
            Comparator.NotEqual => $"{column} <> {Parameter(first)}",
            Comparator.Less => $"{column} < {Parameter(first)}",
            Comparator.LessOrEqual => $"{column} <= {Parameter(first)}",
            Comparator.Greater => $"{column} > {Parameter(first)}",
            Comparator.GreaterOrEqual => $"{column} >= {Parameter(first)}",
            Comparator.Like => $"{column} LIKE {Parameter(Pattern(first))} ESCAPE '\\'",
            Comparator.ILike => $"lower({column}) LIKE {Parameter(LowerAscii(Pattern(first)))} ESCAPE '\\'",
            // PostgreSQL knows no empty list.
            Comparator.In when comparison.Values.Count == 0 => "1 = 0",
            Comparator.In => $"{column} IN ({string.Join(", ", comparison.Values.Select(Parameter))})",
            _ => throw new ArgumentOutOfRangeException(
                nameof(comparison),
                comparison.Comparator,
                "Not for attributes."
            ),
        };
    }

    // Long values are indexed by their first 200 characters, as the database counts them.
    private string Equal(string column, object value)
    {
        var parameter = Parameter(value);
        return column is "t.value" or "v.source"
            ? $"substr({column}, 1, 200) = substr({parameter}, 1, 200) AND {column} = {parameter}"
            : $"{column} = {parameter}";
    }

    // The grammar knows no escape character: a backslash in the pattern stands for itself.
    private static string Pattern(object pattern) => ((string)pattern).Replace("\\", "\\\\", StringComparison.Ordinal);

    // As lower() does on a column. On a parameter PostgreSQL's would go by the database's language.
    private static string LowerAscii(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c));

    // (a, b, c) after (x, y, z) in mixed directions: a > x, or a = x and b < y, or … The first term also stands alone, so
    // that an index can start there.
    private string After(PageToken token)
    {
        var values = token.Values.Select(Parameter).ToList();
        var alternatives = _order.Select(
            (term, i) =>
            {
                var equals = _order.Take(i).Select((before, j) => $"{_table.Columns[before.Key]} = {values[j]}");
                var beyond = $"{_table.Columns[term.Key]} {(term.Descending ? '<' : '>')} {values[i]}";
                return $"({string.Join(" AND ", equals.Append(beyond))})";
            }
        );
        var first = $"{_table.Columns[_order[0].Key]} {(_order[0].Descending ? "<=" : ">=")} {values[0]}";
        return $"{first} AND ({string.Join(" OR ", alternatives)})";
    }

    private string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_parameters.Count}");
        _parameters.Add((name, value));
        return name;
    }
}
