using System.Globalization;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>How the ledger writes a column's value: as canonical JSON, and a long text by its digest.</summary>
internal static class LedgerValues
{
    /// <summary>A text of more characters than this stands in the ledger by its digest.</summary>
    public const int MaxText = 4_096;

    public const string Null = "null";

    public static string Of(object? value) =>
        value switch
        {
            null or DBNull => Null,
            string text => OfText(text),
            double number => CanonicalJson.Number(number),
            _ => CanonicalJson.Whole(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        };

    public static string OfText(string text) => text.Length > MaxText ? DigestOf(text) : CanonicalJson.Text(text);

    /// <summary>What stands for a text that is too long: the digest of its UTF-8 bytes and their number.</summary>
    public static string DigestOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"length\":{bytes.Length},\"sha256\":\"{Digest.Of(bytes).Hex}\"}}"
        );
    }

    /// <summary>Whether what the ledger wrote stands for this value.</summary>
    public static bool StandsFor(string written, object? value) =>
        written == Of(value) || (value is string text && written == DigestOf(text));
}
