using System.Security.Cryptography;
using Gradus.Core.Errors;

namespace Gradus.Core.Signing;

/// <summary>One thing in PEM.</summary>
internal static class PemText
{
    /// <summary>The bytes of what is written in PEM under a label; the refusal goes on from what it is.</summary>
    public static Result<byte[]> Read(string text, string label)
    {
        if (!PemEncoding.TryFind(text, out var found))
        {
            return Error.Invalid($"must be in PEM: lines from '-----BEGIN {label}-----' to '-----END {label}-----'.");
        }

        var written = text[found.Label];
        return written.EndsWith("PRIVATE KEY", StringComparison.Ordinal)
                ? Error.Invalid(
                    $"must be a {label}, and this is a {written}: a policy is read by many and kept for good, so make another key."
                )
            : written != label ? Error.Invalid($"must be a {label}, not a {written}.")
            : text[found.Location].Length != text.Trim().Length
                ? Error.Invalid($"must be one {label} and nothing else; give several as several entries of the list.")
            : Convert.FromBase64String(text[found.Base64Data]);
    }
}
