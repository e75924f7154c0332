using System.Security.Cryptography;
using Gradus.Testing.Signing;

namespace Gradus.Core.Signing;

/// <summary>What may stand in a policy as a key or a root.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestAuthority _authority = new("Acme Root", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        _key.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void A_key_is_known_by_the_fingerprint_that_signatures_name_it_by()
    {
        var key = TrustedKey.Parse($"\n  {ModelSigner.PemOf(_key).ReplaceLineEndings("\r\n")}\n").Value;

        key.Fingerprint.ShouldBe(ModelSigner.HintOf(_key));
        key.ShouldBe(TrustedKey.Parse(ModelSigner.PemOf(_key)).Value);
    }

    /// <summary>Made with <c>openssl ec -pubout</c>, and <c>sha256sum</c> of that.</summary>
    [Fact]
    public void The_fingerprint_is_that_of_the_file_that_openssl_writes() =>
        TrustedKey
            .Parse(
                """
                -----BEGIN PUBLIC KEY-----
                MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPiox/nsvCo+uDyCuDKMfaCGQyKtf
                P8XTqLE5zIKQAt1sPDz/lKdIVFHsFbDJYOXsqsLKdWHWRTOCK2RSIXIUeg==
                -----END PUBLIC KEY-----
                """
            )
            .Value.Fingerprint.ShouldBe("6b7ce6d0e805d36c4e79cd9c0e65de6f44b62f34a5e777dc9065c1c8ab152eeb");

    [Fact]
    public void A_private_key_is_refused_with_a_warning() =>
        TrustedKey
            .Parse(_key.ExportPkcs8PrivateKeyPem())
            .Error!.Message.ShouldBe(
                "must be a PUBLIC KEY, and this is a PRIVATE KEY: a policy is read by many and kept for good, so make another key."
            );

    [Fact]
    public void Keys_of_another_kind_are_refused()
    {
        using var rsa = RSA.Create(2048);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);

        foreach (var pem in new[] { rsa.ExportSubjectPublicKeyInfoPem(), brainpool.ExportSubjectPublicKeyInfoPem() })
        {
            TrustedKey.Parse(pem).Error!.Message.ShouldBe("must be an ECDSA key over P-256, P-384 or P-521.");
        }
    }

    [Fact]
    public void What_is_no_pem_is_refused_and_so_are_two_at_once()
    {
        TrustedKey
            .Parse("MFkw")
            .Error!.Message.ShouldBe(
                "must be in PEM: lines from '-----BEGIN PUBLIC KEY-----' to '-----END PUBLIC KEY-----'."
            );
        TrustedKey
            .Parse(ModelSigner.PemOf(_key) + ModelSigner.PemOf(_key))
            .Error!.Message.ShouldBe(
                "must be one PUBLIC KEY and nothing else; give several as several entries of the list."
            );
        TrustedKey
            .Parse(_authority.Root.ExportCertificatePem())
            .Error!.Message.ShouldBe("must be a PUBLIC KEY, not a CERTIFICATE.");
        TrustedKey
            .Parse("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")
            .Error!.Message.ShouldBe("must be an ECDSA key over P-256, P-384 or P-521.");
    }

    [Fact]
    public void A_root_is_known_by_its_name_and_digest()
    {
        var root = TrustedRoot.Parse(_authority.Root.ExportCertificatePem()).Value;

        root.Name.ShouldBe("CN=Acme Root");
        root.Digest.Hex.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(_authority.Root.RawData)));
    }

    [Fact]
    public void A_certificate_that_somebody_else_issued_is_no_root() =>
        TrustedRoot
            .Parse(_authority.Chain[0].ExportCertificatePem())
            .Error!.Message.ShouldBe(
                "must be a root: 'CN=Acme Root issuing' was issued by 'CN=Acme Root', whose certificate is wanted."
            );

    [Fact]
    public void What_is_no_certificate_is_refused()
    {
        TrustedRoot.Parse(ModelSigner.PemOf(_key)).Error!.Message.ShouldBe("must be a CERTIFICATE, not a PUBLIC KEY.");
        TrustedRoot
            .Parse("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
            .Error!.Message.ShouldBe("cannot be read as a certificate.");
    }
}
