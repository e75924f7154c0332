namespace Gradus.Server.Mlflow.Filters;

/// <summary>Finds where the longer pieces of a filter end.</summary>
internal static class FilterScan
{
    /// <summary>Whether a word may hold this character.</summary>
    public static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>
    /// The index after the quoted text that starts here; -1 if it is never closed. A quote is doubled or, except in backticks,
    /// escaped by a backslash to stand for itself; if no other follows, the last of those was the closing one.
    /// </summary>
    public static int FindQuotedEnd(string text, int start)
    {
        var quote = text[start];
        var fallback = -1;
        for (var i = start + 1; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == '\\' && next == quote && quote != '`')
            {
                fallback = ++i;
            }
            else if (text[i] == quote && next == quote)
            {
                fallback = i++;
            }
            else if (text[i] == quote)
            {
                return i + 1;
            }
        }

        return fallback < 0 ? -1 : fallback + 1;
    }

    /// <summary>The index after the number that starts here; -1 if none does. 2b is a word, 2e5 a number.</summary>
    public static int FindNumberEnd(string text, int at)
    {
        var start = text[at] == '-' ? at + 1 : at;
        var end = SkipDigits(text, start);
        if (end < text.Length && text[end] == '.')
        {
            end = SkipDigits(text, end + 1);
        }

        if (!text.AsSpan(start, end - start).ContainsAnyInRange('0', '9'))
        {
            return -1;
        }

        end += ExponentLength(text, end);
        return end == text.Length || !IsWordCharacter(text[end]) ? end : -1;
    }

    private static int ExponentLength(string text, int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
        {
            return 0;
        }

        var digits = at + 1 < text.Length && text[at + 1] == '-' ? at + 2 : at + 1;
        var end = SkipDigits(text, digits);
        return end > digits ? end - at : 0;
    }

    private static int SkipDigits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }
}
