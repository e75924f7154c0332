using Gradus.Core.Artifacts;

namespace Gradus.Core.Requests;

/// <summary>
/// Under which a request is carried out once, however often it is sent: who sends it, to which route, with which
/// Idempotency-Key.
/// </summary>
/// <param name="Id">One digest over all three, as 64 hexadecimal digits.</param>
/// <param name="Body">The digest of what was sent: the same key with another body is another request, and refused.</param>
public sealed record RequestKey(string Id, string Body)
{
    /// <summary>The longest key.</summary>
    public const int MaxLength = 255;

    /// <summary>How long an answer is kept for who asks again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>The key of a request.</summary>
    /// <param name="actor">Who sends it.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="target">The path with its query.</param>
    /// <param name="key">The Idempotency-Key.</param>
    /// <param name="body">The bytes that are sent.</param>
    public static RequestKey Of(string actor, string method, string target, string key, ReadOnlySpan<byte> body) =>
        new(Digest.OfTexts([actor, method, target, key]).Hex, Digest.Of(body).Hex);

    /// <summary>Whether a text can be a key: 1 to 255 visible ASCII characters.</summary>
    public static bool IsKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= MaxLength && text.All(c => c is > ' ' and < '\x7f');
    }
}
