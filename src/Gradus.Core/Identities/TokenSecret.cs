using System.Buffers.Text;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

/// <summary>
/// What the holder of a token shows: "gradus_" and 256 random bits in base64url. It is told once and not kept: what is kept is
/// its <see cref="Hash"/>, which needs no salt, since nobody can guess 256 bits.
/// </summary>
public readonly record struct TokenSecret
{
    /// <summary>How it begins, so that scanners of source code and logs recognise one.</summary>
    public const string Prefix = "gradus_";

    /// <summary>How many random bytes it is made of.</summary>
    public const int RandomBytes = 32;

    private const int Length = 50;

    private TokenSecret(string text) => Text = text;

    /// <summary>The whole text, which must not be written anywhere.</summary>
    public string Text { get; }

    /// <summary>The SHA-256 of the whole text: what a registry knows of it.</summary>
    public Digest Hash => Digest.Of(Encoding.UTF8.GetBytes(Text));

    /// <summary>The secret made of these bytes, which must come from a cryptographic source.</summary>
    public static TokenSecret From(ReadOnlySpan<byte> random) =>
        random.Length == RandomBytes
            ? new TokenSecret(Prefix + Base64Url.EncodeToString(random))
            : throw new ArgumentException($"A token is made of {RandomBytes} random bytes.", nameof(random));

    /// <summary>Reads what a client showed. A refusal does not repeat it.</summary>
    public static Result<TokenSecret> Parse(string? text) =>
        text is { Length: Length } && text.StartsWith(Prefix, StringComparison.Ordinal) && IsCanonical(text)
            ? new TokenSecret(text)
            : new Error(
                ErrorCode.Unauthenticated,
                $"This is no token: a token is '{Prefix}' and {Length - Prefix.Length} letters, digits, '-' and '_' behind it."
            );

    /// <summary>Hides the secret.</summary>
    public override string ToString() => Prefix + "…";

    // Written again it has to be the same, which nothing is that does not decode. The last letter has two bits that say nothing: of
    // the four that decode alike, one is right.
    private static bool IsCanonical(string text)
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        _ = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length), bytes, out _, out _);
        return From(bytes).Text == text;
    }
}
