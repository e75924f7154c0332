using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gradus.Testing.Signing;

/// <summary>An authority of a test's own: a root, an intermediate that issues, and the certificates that it gives out.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    private readonly X509Certificate2 _issuing;
    private readonly DateTimeOffset _from;

    /// <summary>A new one, valid for ten years; what issues is for any purpose, or for one.</summary>
    public TestAuthority(string name, DateTimeOffset from, string? purpose = null)
    {
        _from = from;
        Root = MakeRoot(name, from);
        _issuing = Make(
            $"CN={name} issuing",
            Root,
            from,
            from.AddYears(10),
            isAuthority: true,
            request =>
            {
                if (purpose is not null)
                {
                    request.CertificateExtensions.Add(PurposeOf(purpose));
                }
            }
        );
    }

    /// <summary>The root.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>What a signer brings along besides its own certificate.</summary>
    public IReadOnlyList<X509Certificate2> Chain => [_issuing];

    /// <summary>A certificate, with its key, for somebody.</summary>
    public X509Certificate2 Issue(
        string subject,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        string? email = null,
        Uri? uri = null,
        string? issuer = null,
        string? purpose = CodeSigning,
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature
    ) =>
        Make(
            subject,
            _issuing,
            from ?? _from,
            until ?? _from.AddYears(2),
            isAuthority: false,
            request =>
            {
                request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
                if (purpose is not null)
                {
                    request.CertificateExtensions.Add(PurposeOf(purpose));
                }

                var names = new SubjectAlternativeNameBuilder();
                if (email is not null)
                {
                    names.AddEmailAddress(email);
                }

                if (uri is not null)
                {
                    names.AddUri(uri);
                }

                if (email is not null || uri is not null)
                {
                    request.CertificateExtensions.Add(names.Build());
                }

                if (issuer is not null)
                {
                    var text = new AsnWriter(AsnEncodingRules.DER);
                    text.WriteCharacterString(UniversalTagNumber.UTF8String, issuer);
                    request.CertificateExtensions.Add(
                        new X509Extension("1.3.6.1.4.1.57264.1.8", text.Encode(), critical: false)
                    );
                }
            }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _issuing.Dispose();
    }

    private static X509EnhancedKeyUsageExtension PurposeOf(string purpose) => new([new Oid(purpose)], false);

    private static X509Certificate2 MakeRoot(string name, DateTimeOffset from)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request.CreateSelfSigned(from, from.AddYears(10));
    }

    private static X509Certificate2 Make(
        string subject,
        X509Certificate2 issuer,
        DateTimeOffset from,
        DateTimeOffset until,
        bool isAuthority,
        Action<CertificateRequest>? describe = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        describe?.Invoke(request);
        using var issuerKey = issuer.GetECDsaPrivateKey()!;
        using var certificate = request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(issuerKey),
            from,
            until,
            RandomNumberGenerator.GetBytes(16)
        );
        return certificate.CopyWithPrivateKey(key);
    }
}
