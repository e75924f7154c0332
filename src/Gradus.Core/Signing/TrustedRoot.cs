using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Core.Signing;

/// <summary>The certificate of an authority whose certificates are trusted.</summary>
public sealed record TrustedRoot
{
    private TrustedRoot(string der, string name, Digest digest) => (Der, Name, Digest) = (der, name, digest);

    /// <summary>The authority's name.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the certificate.</summary>
    public Digest Digest { get; }

    private string Der { get; }

    /// <summary>Reads a certificate in PEM; the refusal goes on from what it is.</summary>
    public static Result<TrustedRoot> Parse(string pem)
    {
        if (!PemText.Read(pem, "CERTIFICATE").Try(out var bytes, out var refusal))
        {
            return refusal;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
            return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? new TrustedRoot(Convert.ToBase64String(bytes), Names.Clean(certificate.Subject), Digest.Of(bytes))
                : Error.Invalid(
                    $"must be a root: '{Names.Clean(certificate.Subject)}' was issued by '{Names.Clean(certificate.Issuer)}', whose certificate is wanted.",
                    "roots"
                );
        }
        catch (CryptographicException)
        {
            return Error.Invalid("cannot be read as a certificate.", "roots");
        }
    }

    /// <summary>The certificate, for its caller to dispose of.</summary>
    internal X509Certificate2 Load() => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Der));
}
