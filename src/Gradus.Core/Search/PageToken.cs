using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Core.Search;

/// <summary>
/// Where a page starts: the sort values of the last row before it (a keyset, so that paging costs the same at any depth and
/// skips or repeats nothing while rows are added), bound to the search that gave it.
/// </summary>
/// <param name="Values">The values, each a string or a <see cref="long"/>, in the order of the search's terms.</param>
public sealed record PageToken(IReadOnlyList<object> Values)
{
    private const int BindingLength = 8;

    // Room for the longest values that a search can order by, twice, at three bytes a character.
    private const int MaxLength = 100_000;

    /// <summary>The refusal of a token that another search gave.</summary>
    public static Error Foreign => Refuse("it does not belong to this search");

    /// <summary>Writes the token of a search; opaque to clients.</summary>
    public string Encode(string search)
    {
        var written = new StringBuilder(Bind(search));
        foreach (var value in Values)
        {
            var (mark, content) = value is long number
                ? ('n', number.ToString(CultureInfo.InvariantCulture))
                : ('s', (string)value);
            written.Append(mark).Append(content.Length).Append(':').Append(content);
        }

        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(written.ToString()));
    }

    /// <summary>
    /// Reads a token that a client sent back; refuses one that another search gave, and any text that <see cref="Encode"/>
    /// would not have written.
    /// </summary>
    public static Result<PageToken> Parse(string text, string search)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return Refuse("could not base64-decode");
        }

        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        if (plain.Length < BindingLength || plain[..BindingLength] != Bind(search))
        {
            return Foreign;
        }

        var token = new PageToken(ReadValues(plain.AsSpan(BindingLength)));
        return token.Encode(search) == text && token.Values.All(IsStorable) ? token : Refuse("it is damaged");
    }

    // Stops at the first thing that is no value; what was read then encodes to another text.
    private static List<object> ReadValues(ReadOnlySpan<char> rest)
    {
        var values = new List<object>();
        for (var colon = rest.IndexOf(':'); colon > 1; colon = rest.IndexOf(':'))
        {
            if (
                !int.TryParse(rest[1..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length > rest.Length - colon - 1
            )
            {
                break;
            }

            var content = rest.Slice(colon + 1, length);
            values.Add(
                rest[0] == 'n'
                && long.TryParse(content, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : content.ToString()
            );
            rest = rest[(colon + 1 + length)..];
        }

        return values;
    }

    private static bool IsStorable(object value) => value is not string text || Text.IsWellFormed(text);

    private static string Bind(string search) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(search)))[..BindingLength];

    private static Error Refuse(string why) => Error.Invalid($"Invalid page token, {why}", "page_token");
}
