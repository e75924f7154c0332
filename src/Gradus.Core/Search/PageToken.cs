using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Search;

/// <summary>
/// Where a page starts: the sort values of the last row before it (a keyset, so that paging costs the same at any depth and
/// skips or repeats nothing while rows are added), bound to the search that gave it.
/// </summary>
/// <param name="Values">The values, each a string or a <see cref="long"/>, in the order of the search's terms.</param>
public sealed record PageToken(IReadOnlyList<object> Values)
{
    private const int BindingLength = 8;

    /// <summary>Writes the token of a search; opaque to clients.</summary>
    public string Encode(string search)
    {
        var text = new StringBuilder(Bind(search));
        foreach (var value in Values)
        {
            var (mark, content) = value is long number
                ? ('n', number.ToString(CultureInfo.InvariantCulture))
                : ('s', (string)value);
            text.Append(mark).Append(content.Length).Append(':').Append(content);
        }

        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Reads a token that a client sent back; refuses one that another search gave.</summary>
    public static Result<PageToken> Parse(string text, string search)
    {
        if (text.Length > 10_000 || !Base64Url.IsValid(text))
        {
            return Refuse("could not base64-decode");
        }

        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        if (plain.Length < BindingLength || plain[..BindingLength] != Bind(search))
        {
            return Refuse("it does not belong to this search");
        }

        var values = new List<object>();
        for (var rest = plain.AsSpan(BindingLength); !rest.IsEmpty; )
        {
            var colon = rest.IndexOf(':');
            if (
                colon < 2
                || !int.TryParse(rest[1..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length > rest.Length - colon - 1
            )
            {
                return Refuse("it is damaged");
            }

            var content = rest.Slice(colon + 1, length);
            if (rest[0] == 's')
            {
                values.Add(content.ToString());
            }
            else if (
                long.TryParse(content, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            )
            {
                values.Add(number);
            }
            else
            {
                return Refuse("it is damaged");
            }

            rest = rest[(colon + 1 + length)..];
        }

        return new PageToken(values);
    }

    private static string Bind(string search) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(search)))[..BindingLength];

    private static Error Refuse(string why) => Error.Invalid($"Invalid page token, {why}", "page_token");
}
