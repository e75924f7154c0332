using System.Globalization;
using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Artifacts;

/// <summary>A SHA-256 digest, written as 64 lower-case hexadecimal digits.</summary>
public readonly record struct Digest
{
    private Digest(string hex) => Hex = hex;

    /// <summary>The 64 digits.</summary>
    public string Hex { get; }

    /// <summary>Reads a digest: 64 hexadecimal digits, optionally after "sha256:".</summary>
    public static Result<Digest> Parse(string? text)
    {
        var hex = text?.StartsWith("sha256:", StringComparison.Ordinal) == true ? text["sha256:".Length..] : text;
        return hex is { Length: 64 } && hex.All(char.IsAsciiHexDigit)
            ? new Digest(hex.ToLowerInvariant())
            : Error.Invalid($"'{text}' is not a SHA-256 digest (64 hexadecimal digits).", "sha256");
    }

    /// <summary>The digest whose 32 bytes a hash function gave.</summary>
    public static Digest FromBytes(ReadOnlySpan<byte> hash) =>
        hash.Length == 32
            ? new Digest(Convert.ToHexStringLower(hash))
            : throw new ArgumentException("A SHA-256 hash has 32 bytes.", nameof(hash));

    /// <summary>The digest of these bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> data) => FromBytes(System.Security.Cryptography.SHA256.HashData(data));

    /// <summary>
    /// One digest over some texts in their order. Each goes in with its length, so that no other texts give the same.
    /// </summary>
    public static Digest OfTexts(IEnumerable<string> texts) =>
        Of(
            Encoding.UTF8.GetBytes(
                string.Concat(
                    texts.Select(text => string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}\n"))
                )
            )
        );

    /// <summary>The digits behind "sha256:".</summary>
    public override string ToString() => $"sha256:{Hex}";
}
