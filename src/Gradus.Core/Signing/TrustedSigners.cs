using Gradus.Core.Errors;
using Gradus.Core.Policies;

namespace Gradus.Core.Signing;

/// <summary>Whose signatures of models are trusted.</summary>
/// <param name="Keys">Keys that may sign.</param>
/// <param name="Roots">Authorities by whose certificates may be signed.</param>
/// <param name="Identities">Whom such a certificate must be of, any of them; none for anybody.</param>
/// <param name="Issuer">Who must have vouched for that identity, as the certificate says; null for whoever.</param>
public sealed record TrustedSigners(
    IReadOnlyList<TrustedKey> Keys,
    IReadOnlyList<TrustedRoot> Roots,
    IReadOnlyList<NamePattern> Identities,
    string? Issuer
)
{
    /// <summary>Who has signed; a refusal, as what goes on from the file's name, where it is nobody who is trusted.</summary>
    /// <param name="file">The signature file; it must be one that can be checked.</param>
    /// <param name="at">When the signature was there for certain: certificates must be valid then.</param>
    public Result<string> FindSigner(SignatureFile file, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Certificates.Count > 0 ? CertificateCheck.FindSigner(this, file, at) : FindKey(file);
    }

    private Result<string> FindKey(SignatureFile file)
    {
        if (Keys.Count == 0)
        {
            return Error.Invalid($"is signed with a key ({file.KeyHint}), and only certificates are trusted");
        }

        if (Keys.FirstOrDefault(key => key.HasSigned(file)) is { } found)
        {
            return Said(found.Fingerprint);
        }

        return Keys.Any(key => key.Fingerprint == file.KeyHint)
            ? Error.Invalid($"does not hold: {Said(file.KeyHint)}, which is trusted, has not signed what it says")
            : Error.Invalid(
                $"is not signed with a trusted key: it names {Said(file.KeyHint)}; trusted is {string.Join(", ", Keys.Select(key => Said(key.Fingerprint)))}"
            );
    }

    private static string Said(string fingerprint) => fingerprint.Length == 0 ? "no key" : $"key {fingerprint}";
}
