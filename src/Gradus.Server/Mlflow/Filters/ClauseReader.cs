using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Search;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Filters;

/// <summary>Makes a comparison of what was typed, against the fields of a search.</summary>
internal sealed class ClauseReader(FilterFields fields)
{
    /// <summary>The comparison, with its comparator unchecked: one that is none becomes Equal.</summary>
    public Result<Comparison> Read(FilterClause clause)
    {
        if (clause.Left.Kind != TokenKind.Name)
        {
            return Refuse($"Invalid comparison clause. Expected 'Identifier' found '{clause.Left.Text}'");
        }

        if (!ReadField(clause.Left.Text).Try(out var field, out var error))
        {
            return error;
        }

        var comparator = ComparatorOf(clause.Comparator);
        if (field.Kind == FieldKind.Tag)
        {
            return ReadTagValue(clause.Right).Map(value => Comparison.Of(field, comparator ?? Comparator.Equal, value));
        }

        return ReadValues(field.Key, clause.Right).Map(values => Compare(field, comparator, values));
    }

    /// <summary>Why the field is not compared that way; null if it is.</summary>
    public Error? FindWrongComparator(FilterClause clause, Field field)
    {
        var comparator = ComparatorOf(clause.Comparator);
        var isText = comparator is Comparator.Equal or Comparator.NotEqual or Comparator.Like or Comparator.ILike;
        if (field.Kind == FieldKind.Tag)
        {
            return isText ? null : Refuse($"Invalid comparator for tag: {clause.Comparator}");
        }

        if (fields.Numbers.Contains(field.Key))
        {
            return comparator is null or Comparator.Like or Comparator.ILike or Comparator.In
                ? Refuse($"Invalid comparator for attribute {field.Key}: {clause.Comparator}")
                : null;
        }

        return isText || (comparator == Comparator.In && fields.Lists.Contains(field.Key))
            ? null
            : Refuse($"Invalid comparator for attribute: {clause.Comparator}");
    }

    private static Comparator? ComparatorOf(string text) =>
        text switch
        {
            "=" => Comparator.Equal,
            "!=" => Comparator.NotEqual,
            "<" => Comparator.Less,
            "<=" => Comparator.LessOrEqual,
            ">" => Comparator.Greater,
            ">=" => Comparator.GreaterOrEqual,
            "LIKE" => Comparator.Like,
            "ILIKE" => Comparator.ILike,
            "IN" => Comparator.In,
            _ => null,
        };

    private Result<Field> ReadField(string name)
    {
        var dot = name.IndexOf('.');
        var entity = dot < 0 ? "attribute" : name[..dot];
        var key = name[(dot + 1)..];
        if (entity is not ("attribute" or "tag" or "tags"))
        {
            return Refuse($"Invalid entity type '{entity}'. Valid entity types are ('attribute', 'tag', 'tags')");
        }

        if (entity != "attribute")
        {
            return new Field(FieldKind.Tag, Unquote(key, "'\"`"));
        }

        return fields.Keys.Contains(key)
            ? new Field(FieldKind.Attribute, key)
            : Refuse($"Invalid attribute key '{key}' specified. Valid keys are '{PythonForm.ReprSet(fields.Keys)}'");
    }

    private static Result<string> ReadTagValue(FilterToken token) =>
        token.Kind is TokenKind.Text or TokenKind.Name
            ? ReadText(token)
            : Refuse($"Expected a quoted string value for tag (e.g. 'my-value'). Got value {token.Text}");

    private Result<IReadOnlyList<object>> ReadValues(string key, FilterToken token) =>
        token.Kind switch
        {
            TokenKind.Text or TokenKind.Name => ReadText(token).Map<IReadOnlyList<object>>(text => [text]),
            TokenKind.List when fields.Lists.Contains(key) => FilterList.Parse(token.Text, fields.DropsCapitals),
            TokenKind.List => RefuseList(),
            TokenKind.Integer or TokenKind.Real when fields.NumericKeys.Count > 0 => ReadNumber(key, token),
            _ => Refuse(
                "Expected a quoted string value or a list of quoted string values for attributes. "
                    + $"Got value {token.Text}"
            ),
        };

    private Result<IReadOnlyList<object>> ReadNumber(string key, FilterToken token)
    {
        if (!fields.NumericKeys.Contains(key))
        {
            return Refuse(
                $"Only the '{PythonForm.ReprSet(fields.NumericKeys)}' attributes support comparison with numeric values."
            );
        }

        return new object[] { token.Text };
    }

    // Python's quoting is stripped, not undone: a doubled or escaped quote stays as it was typed.
    private static Result<string> ReadText(FilterToken token)
    {
        var text = token.Text;
        return text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0]
            ? text[1..^1]
            : Refuse(
                "Parameter value is either not quoted or unidentified quote types used for string value "
                    + $"{PythonForm.Shorten(text)}. Use either single or double quotes."
            );
    }

    private static string Unquote(string key, string quotes) =>
        key.Length >= 2 && quotes.Contains(key[0]) && key[^1] == key[0] ? key[1..^1] : key;

    private Comparison Compare(Field field, Comparator? comparator, IReadOnlyList<object> values)
    {
        if (!fields.Numbers.Contains(field.Key) || comparator is null or Comparator.Like or Comparator.ILike)
        {
            return new Comparison(field, comparator ?? Comparator.Equal, values);
        }

        return Comparison.Of(field, comparator.Value, ToWhole((string)values[0], comparator.Value));
    }

    // Numbers are whole: a fraction equals none of them, and bounds like the next whole number on its side. Text that is no
    // number sorts behind them all, as SQLite has it.
    private static long ToWhole(string text, Comparator comparator)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        if (
            !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            || double.IsNaN(real)
            || real >= long.MaxValue
        )
        {
            return long.MaxValue;
        }

        return comparator switch
        {
            _ when real <= long.MinValue => long.MinValue,
            _ when real == Math.Floor(real) => (long)real,
            Comparator.Less or Comparator.GreaterOrEqual => (long)Math.Ceiling(real),
            Comparator.LessOrEqual or Comparator.Greater => (long)Math.Floor(real),
            _ => long.MaxValue,
        };
    }

    private Error RefuseList()
    {
        var keys = fields.Lists.Count > 0 ? fields.Lists : [SearchAttributes.RunId];
        var attributes = string.Join(" and ", keys.Select(PythonForm.Repr));
        var support = keys.Count == 1 ? "attribute supports" : "attributes support";
        return Refuse($"Only the {attributes} {support} comparison with a list of quoted string values.");
    }

    private static Error Refuse(string message) => Error.Invalid(PythonForm.Shorten(message), "filter");
}
