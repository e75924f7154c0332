namespace Gradus.Server.Mlflow.Filters;

/// <summary>Joins pieces that belong together: NOT LIKE, ORDER BY, what is in parentheses, calls, arithmetic.</summary>
internal static class TokenGroups
{
    /// <summary>The pieces of a text, joined.</summary>
    public static List<FilterToken> Join(string text, List<FilterToken> tokens) =>
        JoinArithmetic(text, JoinParentheses(text, JoinWords(text, tokens)));

    private static List<FilterToken> JoinWords(string text, List<FilterToken> tokens)
    {
        var joined = new List<FilterToken>(tokens.Count);
        foreach (var token in tokens)
        {
            var last = joined.Count > 0 ? joined[^1] : default;
            var kind = token switch
            {
                { Kind: TokenKind.Comparator } when last.IsWord("NOT") && char.IsLetter(token.Text[0]) =>
                    TokenKind.Comparator,
                _ when token.IsWord("BY") && (last.IsWord("ORDER") || last.IsWord("GROUP")) => TokenKind.Keyword,
                _ => TokenKind.Other,
            };
            if (kind == TokenKind.Other)
            {
                joined.Add(token);
            }
            else
            {
                joined[^1] = Span(text, kind, last, token);
            }
        }

        return joined;
    }

    private static List<FilterToken> JoinParentheses(string text, List<FilterToken> tokens)
    {
        var closing = MatchParentheses(tokens);
        var joined = new List<FilterToken>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (closing[i] == 0)
            {
                joined.Add(tokens[i]);
                continue;
            }

            var (open, close) = (tokens[i], tokens[closing[i]]);
            if (joined.Count > 0 && joined[^1] is { Kind: TokenKind.Name } function && function.End == open.Start)
            {
                joined[^1] = Span(text, TokenKind.Expression, function, close);
            }
            else
            {
                joined.Add(Span(text, TokenKind.List, open, close));
            }

            i = closing[i];
        }

        return joined;
    }

    // For each outermost opening parenthesis the index of its closing one; 0 everywhere else.
    private static int[] MatchParentheses(List<FilterToken> tokens)
    {
        var closing = new int[tokens.Count];
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: TokenKind.Other, Text: "(" })
            {
                open.Push(i);
            }
            else if (tokens[i] is { Kind: TokenKind.Other, Text: ")" } && open.TryPop(out var start))
            {
                closing[start] = i;
            }
        }

        return closing;
    }

    private static List<FilterToken> JoinArithmetic(string text, List<FilterToken> tokens)
    {
        var joined = new List<FilterToken>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var first = tokens[i];
            var last = i;
            while (
                tokens[last].IsOperand
                && last + 2 < tokens.Count
                && tokens[last + 1].Kind == TokenKind.Operator
                && tokens[last + 2].IsOperand
            )
            {
                last += 2;
            }

            joined.Add(last == i ? first : Span(text, TokenKind.Expression, first, tokens[last]));
            i = last;
        }

        return joined;
    }

    private static FilterToken Span(string text, TokenKind kind, FilterToken first, FilterToken last) =>
        new(kind, text[first.Start..last.End], first.Start);
}
