namespace Gradus.Server.Mlflow.Filters;

/// <summary>What a piece of a filter is.</summary>
internal enum TokenKind
{
    /// <summary>An identifier: words or quoted names joined by dots, e.g. <c>tags.`a key`</c>.</summary>
    Name,

    /// <summary>A text in single quotes.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent.</summary>
    Real,

    /// <summary>A comparison: =, !=, LIKE, NOT LIKE …</summary>
    Comparator,

    /// <summary>A word that SQL reserves, so that it is no identifier unless it is quoted or follows a dot.</summary>
    Keyword,

    /// <summary>Everything between two matching parentheses, with them.</summary>
    List,

    /// <summary>What is computed from several pieces, e.g. <c>a-b</c> or <c>lower(name)</c>.</summary>
    Expression,

    /// <summary>An arithmetic sign.</summary>
    Operator,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was typed.</param>
/// <param name="Start">Its index in the filter.</param>
internal readonly record struct FilterToken(TokenKind Kind, string Text, int Start)
{
    /// <summary>The index after its last character.</summary>
    public int End => Start + Text.Length;

    /// <summary>Whether it can stand on a side of a comparison.</summary>
    public bool IsOperand =>
        Kind
            is TokenKind.Name
                or TokenKind.Text
                or TokenKind.Integer
                or TokenKind.Real
                or TokenKind.List
                or TokenKind.Expression
        || IsWord("NULL");

    /// <summary>Whether it is this reserved word.</summary>
    public bool IsWord(string word) =>
        Kind == TokenKind.Keyword && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
