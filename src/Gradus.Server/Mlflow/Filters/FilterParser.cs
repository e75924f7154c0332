using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Search;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Filters;

/// <summary>
/// Reads a filter: comparisons of an attribute or a tag with a value, joined by AND. The refusals are MLflow's, word by
/// word; <see cref="FilterFields.ShowsPositions"/> adds where in the filter the trouble is.
/// </summary>
internal sealed class FilterParser
{
    /// <summary>The most characters a filter may have.</summary>
    public const int MaxLength = 65_536;

    /// <summary>The most comparisons a filter may join.</summary>
    public const int MaxComparisons = 100;

    private readonly string _filter;
    private readonly FilterFields _fields;
    private readonly List<FilterToken> _tokens;
    private readonly List<FilterClause> _clauses = [];
    private readonly List<FilterToken> _invalid = [];
    private int _at;

    private FilterParser(string filter, FilterFields fields)
    {
        _filter = filter;
        _fields = fields;
        _tokens = FilterTokenizer.Tokenize(filter);
    }

    /// <summary>The filter's comparisons; none for an absent or empty filter.</summary>
    public static Result<IReadOnlyList<Comparison>> Parse(string? filter, FilterFields fields) =>
        filter switch
        {
            null or "" => Array.Empty<Comparison>(),
            { Length: > MaxLength } => Error.Invalid($"The filter is longer than {MaxLength} characters.", "filter"),
            _ => new FilterParser(filter, fields).Parse(),
        };

    private Result<IReadOnlyList<Comparison>> Parse()
    {
        if (_tokens.Count == 0)
        {
            return Refuse($"Invalid filter '{PythonForm.Shorten(_filter)}'. Could not be parsed.", 0);
        }

        var end = _tokens.FindIndex(token => token.Text == ";");
        if (end >= 0 && end < _tokens.Count - 1)
        {
            return Refuse(
                $"Search filter contained multiple expression {PythonForm.Repr(_filter)}. Provide AND-ed expression list.",
                _tokens[end].Start
            );
        }

        while (_at < _tokens.Count)
        {
            ReadClause();
        }

        if (_invalid.Count > 0)
        {
            var clauses = PythonForm.Shorten(string.Join(", ", _invalid.Select(token => token.Text)));
            return Refuse($"Invalid clause(s) in filter string: {clauses}", _invalid[0].Start);
        }

        return _clauses.Count > MaxComparisons
            ? Refuse($"The filter joins more than {MaxComparisons} comparisons.", _clauses[MaxComparisons].Left.Start)
            : Compare();
    }

    private void ReadClause()
    {
        var token = _tokens[_at];
        if (token.IsWord("AND"))
        {
            _at++;
        }
        else if (IsComparison(_at))
        {
            ReadComparison();
        }
        else if (token.Kind == TokenKind.Name && IsList(_at + 1, "IN"))
        {
            Take(new FilterClause(token, "IN", _tokens[_at + 2]), 3);
        }
        else if (token.Kind == TokenKind.Name && IsWord(_at + 1, "NOT") && IsList(_at + 2, "IN"))
        {
            Take(new FilterClause(token, "NOT IN", _tokens[_at + 3]), 4);
        }
        else
        {
            ReadInvalid(_at);
        }
    }

    private void ReadComparison()
    {
        var clause = new FilterClause(_tokens[_at], _tokens[_at + 1].Text.ToUpperInvariant(), _tokens[_at + 2]);

        // In SQL a name after an expression renames it.
        if (IsAlias(_at + 3))
        {
            ReadInvalid(_at + 2);
            _invalid[^1] = Join(clause.Left, _invalid[^1]);
            return;
        }

        Take(clause, 3);
    }

    private void Take(FilterClause clause, int length)
    {
        _clauses.Add(clause);
        _at += length;
    }

    private void ReadInvalid(int last)
    {
        var first = _tokens[last];
        if (first.IsOperand && IsAlias(last + 1))
        {
            last++;
        }

        _invalid.Add(Join(first, _tokens[last]));
        _at = last + 1;
    }

    private bool IsAlias(int at) =>
        at < _tokens.Count
        && _tokens[at].Kind == TokenKind.Name
        && !IsComparison(at)
        && !IsList(at + 1, "IN")
        && !(IsWord(at + 1, "NOT") && IsList(at + 2, "IN"));

    private bool IsComparison(int at) =>
        at + 2 < _tokens.Count
        && _tokens[at].IsOperand
        && _tokens[at + 1].Kind == TokenKind.Comparator
        && _tokens[at + 2].IsOperand;

    private bool IsWord(int at, string word) => at < _tokens.Count && _tokens[at].IsWord(word);

    private bool IsList(int at, string word) =>
        IsWord(at, word) && at + 1 < _tokens.Count && _tokens[at + 1].Kind == TokenKind.List;

    private FilterToken Join(FilterToken first, FilterToken last) =>
        new(TokenKind.Other, _filter[first.Start..last.End], first.Start);

    // All values are read before any comparator is looked at, so that the first refusal is MLflow's.
    private Result<IReadOnlyList<Comparison>> Compare()
    {
        var reader = new ClauseReader(_fields);
        var read = new List<(FilterClause Clause, Comparison Comparison)>();
        foreach (var clause in _clauses)
        {
            if (!reader.Read(clause).Try(out var comparison, out var error))
            {
                return Place(error, clause.Left.Start);
            }

            read.Add((clause, comparison));
        }

        foreach (var (clause, comparison) in read)
        {
            if (reader.FindWrongComparator(clause, comparison.Field) is { } error)
            {
                return Place(error, clause.Left.Start);
            }
        }

        return read.ConvertAll(pair => pair.Comparison);
    }

    private Error Refuse(string message, int position) => Place(Error.Invalid(message, "filter"), position);

    private Error Place(Error error, int position) =>
        _fields.ShowsPositions
            ? error with
            {
                Message = string.Create(CultureInfo.InvariantCulture, $"{error.Message} (at position {position + 1})"),
            }
            : error;
}
