namespace Gradus.Server.Mlflow.Filters;

/// <summary>
/// Cuts a filter into pieces where a general SQL parser would, in one pass over its text. White space only separates; what
/// is no piece of a filter becomes <see cref="TokenKind.Other"/> and is refused later, by name.
/// </summary>
internal sealed class FilterTokenizer
{
    private const string Operators = "+-*/%^&|@#?";

    private readonly string _text;
    private readonly List<FilterToken> _tokens = [];
    private int _at;

    private FilterTokenizer(string text) => _text = text;

    /// <summary>The pieces in their order.</summary>
    public static List<FilterToken> Tokenize(string text)
    {
        var tokenizer = new FilterTokenizer(text);
        tokenizer.Run();
        return TokenGroups.Join(text, tokenizer._tokens);
    }

    private char Current => _text[_at];

    private void Run()
    {
        while (_at < _text.Length)
        {
            var start = _at;
            if (char.IsWhiteSpace(Current))
            {
                _at++;
                continue;
            }

            var kind = Read();
            _tokens.Add(new FilterToken(kind, _text[start.._at], start));
        }
    }

    private TokenKind Read() =>
        Current switch
        {
            '-' when Follows("--") => ReadComment(_text.IndexOf('\n', _at)),
            '/' when Follows("/*") => ReadComment(_text.IndexOf("*/", _at, StringComparison.Ordinal) + 1),
            '\'' => ReadQuoted() ? TokenKind.Text : Skip(1, TokenKind.Other),
            _ when FilterScan.FindNumberEnd(_text, _at) is > 0 and var end => ReadNumber(end),
            '`' or '"' => ReadQuoted() ? ReadRestOfName() : Skip(1, TokenKind.Other),
            _ when FilterScan.IsWordCharacter(Current) => ReadWord(),
            _ when "<>=~!".Contains(Current) => ReadComparator(),
            _ when Operators.Contains(Current) => Skip(1, TokenKind.Operator),
            _ => Skip(1, TokenKind.Other),
        };

    private bool Follows(string text) => _text.AsSpan(_at).StartsWith(text, StringComparison.Ordinal);

    private TokenKind Skip(int length, TokenKind kind)
    {
        _at += length;
        return kind;
    }

    private TokenKind ReadComment(int end)
    {
        _at = end > _at ? end + 1 : _text.Length;
        return TokenKind.Other;
    }

    private bool ReadQuoted()
    {
        var end = FilterScan.FindQuotedEnd(_text, _at);
        _at = end < 0 ? _at : end;
        return end >= 0;
    }

    private TokenKind ReadNumber(int end)
    {
        var number = _text.AsSpan(_at..end);
        _at = end;
        return number.ContainsAny(".eE") ? TokenKind.Real : TokenKind.Integer;
    }

    private TokenKind ReadComparator()
    {
        while (_at < _text.Length && "<>=~!".Contains(Current))
        {
            _at++;
        }

        return TokenKind.Comparator;
    }

    private TokenKind ReadWord()
    {
        var start = _at;
        SkipWord();
        if (_at < _text.Length && Current == '.')
        {
            return ReadRestOfName();
        }

        var word = _text.AsSpan(start.._at);
        if (IsLike(word))
        {
            return TokenKind.Comparator;
        }

        // What stands before a parenthesis is a function, whatever it is called.
        var isCalled = _at < _text.Length && Current == '(' && !IsConnective(word);
        return ReservedWords.Contains(word) && !isCalled ? TokenKind.Keyword : TokenKind.Name;
    }

    private TokenKind ReadRestOfName()
    {
        while (_at + 1 < _text.Length && Current == '.')
        {
            var dot = _at++;
            if (Current is '`' or '"')
            {
                if (ReadQuoted())
                {
                    continue;
                }
            }
            else if (FilterScan.IsWordCharacter(Current))
            {
                SkipWord();
                continue;
            }

            _at = dot;
            break;
        }

        return TokenKind.Name;
    }

    private void SkipWord()
    {
        while (_at < _text.Length && (FilterScan.IsWordCharacter(Current) || Current is '$' or '#'))
        {
            _at++;
        }
    }

    private static bool IsConnective(ReadOnlySpan<char> word) =>
        word.Equals("IN", StringComparison.OrdinalIgnoreCase)
        || word.Equals("AND", StringComparison.OrdinalIgnoreCase)
        || word.Equals("OR", StringComparison.OrdinalIgnoreCase)
        || word.Equals("NOT", StringComparison.OrdinalIgnoreCase);

    private static bool IsLike(ReadOnlySpan<char> word) =>
        word.Equals("LIKE", StringComparison.OrdinalIgnoreCase)
        || word.Equals("ILIKE", StringComparison.OrdinalIgnoreCase)
        || word.Equals("RLIKE", StringComparison.OrdinalIgnoreCase)
        || word.Equals("REGEXP", StringComparison.OrdinalIgnoreCase);
}
