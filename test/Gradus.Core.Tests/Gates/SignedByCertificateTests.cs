using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gradus.Core.Policies;
using Gradus.Testing.Signing;

namespace Gradus.Core.Gates;

/// <summary>Whose signature counts where certificates are trusted.</summary>
public sealed class SignedByCertificateTests : SignedGateCase
{
    [Fact]
    public void A_certificate_of_a_trusted_root_signs_as_whom_it_names()
    {
        using var ann = Authority.Issue("CN=Ann, O=Acme", email: "ann@acme.example");

        Judge(Trust(Authority), ModelSigner.WithCertificate(ann, Authority.Chain, Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Passed,
                    "2 files signed by 'ann@acme.example', certified by 'CN=Acme Root issuing'"
                )
            );
    }

    [Fact]
    [Trait("Abuse", "49")]
    public void A_certificate_of_somebody_elses_root_is_refused()
    {
        using var other = new TestAuthority("Other Root", Registered.AddYears(-1));
        using var namesake = new TestAuthority("Acme Root", Registered.AddYears(-1));
        using var ann = other.Issue("CN=Ann");
        using var bob = namesake.Issue("CN=Bob");

        Judge(Trust(Authority), ModelSigner.WithCertificate(ann, [.. other.Chain, other.Root], Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig is signed with the certificate of 'CN=Ann', which does not lead to a trusted root: trusted is 'CN=Acme Root'"
                )
            );
        Judge(Trust(Authority), ModelSigner.WithCertificate(bob, [.. namesake.Chain, namesake.Root], Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig is signed with the certificate of 'CN=Bob', which the issuer that it names has not signed"
                )
            );
    }

    [Fact]
    public void A_certificate_whose_issuer_was_not_brought_along_is_refused()
    {
        using var ann = Authority.Issue("CN=Ann");

        Judge(Trust(Authority), ModelSigner.WithCertificate(ann, [], Model))
            .Message.ShouldContain("which does not lead to a trusted root");
    }

    [Fact]
    [Trait("Abuse", "50")]
    public void A_certificate_counts_at_the_time_the_version_was_registered()
    {
        using var expired = Authority.Issue("CN=Ann", until: Registered.AddMinutes(-1));
        using var early = Authority.Issue("CN=Ann", from: Registered.AddMinutes(1));
        using var inTime = Authority.Issue("CN=Ann", until: Registered.AddMinutes(1));

        Judge(Trust(Authority), ModelSigner.WithCertificate(expired, Authority.Chain, Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig is signed with the certificate of 'CN=Ann', which had expired at 2026-03-01 11:59 UTC, before the version was registered at 2026-03-01 12:00 UTC: sign with one that is valid, and register the files anew"
                )
            );
        Judge(Trust(Authority), ModelSigner.WithCertificate(early, Authority.Chain, Model))
            .Message.ShouldContain("which is valid from 2026-03-01 12:01 UTC: not yet when the version was registered");
        // That it has expired since does not matter: it was there while the certificate was valid.
        Judge(Trust(Authority), ModelSigner.WithCertificate(inTime, Authority.Chain, Model))
            .Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    [Trait("Abuse", "49")]
    public void A_certificate_that_is_for_something_else_is_refused()
    {
        using var server = Authority.Issue("CN=www.acme.example", purpose: "1.3.6.1.5.5.7.3.1");
        using var sealing = Authority.Issue("CN=Ann", usage: X509KeyUsageFlags.KeyEncipherment);

        foreach (var certificate in new[] { server, sealing })
        {
            Judge(Trust(Authority), ModelSigner.WithCertificate(certificate, Authority.Chain, Model))
                .Message.ShouldContain("which is not meant for signing code");
        }
    }

    [Fact]
    [Trait("Abuse", "49")]
    public void Who_has_a_certificate_is_no_authority_that_gives_out_others()
    {
        using var ann = Authority.Issue("CN=Ann");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var annKey = ann.GetECDsaPrivateKey()!;
        var request = new CertificateRequest("CN=root@acme.example", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        using var made = request.Create(
            ann.SubjectName,
            X509SignatureGenerator.CreateForECDsa(annKey),
            Registered.AddDays(-1),
            Registered.AddDays(1),
            [1]
        );
        using var forged = made.CopyWithPrivateKey(key);

        Judge(Trust(Authority), ModelSigner.WithCertificate(forged, [ann, .. Authority.Chain], Model))
            .Message.ShouldBe(
                "model.sig is signed with the certificate of 'CN=root@acme.example', which was issued by somebody who is no authority"
            );
    }

    [Theory]
    [InlineData("*@acme.example", true)]
    [InlineData("ann@acme.example", true)]
    [InlineData("spiffe://acme/ci/*", true)]
    [InlineData("CN=Ann, O=Acme", false)]
    [InlineData("bob@acme.example", false)]
    [InlineData("ann", false)]
    [InlineData("Ann@acme.example", false)]
    public void Whom_a_certificate_is_of_fits_an_identity_or_is_told(string identity, bool fits)
    {
        using var ann = Authority.Issue("CN=Ann, O=Acme", email: "ann@acme.example", uri: new("spiffe://acme/ci/7"));
        var trusted = Trust(Authority) with { Identities = [new NamePattern(identity)] };

        var result = Judge(trusted, ModelSigner.WithCertificate(ann, Authority.Chain, Model));

        result.Verdict.ShouldBe(fits ? Verdict.Passed : Verdict.Failed);
        if (!fits)
        {
            result.Message.ShouldBe(
                $"model.sig is signed by 'ann@acme.example', 'spiffe://acme/ci/7', who is not among those who may sign: '{identity}'"
            );
        }
    }

    [Fact]
    public void Who_vouches_for_an_identity_is_whom_the_policy_names()
    {
        using var ci = Authority.Issue("CN=ci", email: "ci@acme.example", issuer: "https://token.example");
        using var nobody = Authority.Issue("CN=ci", email: "ci@acme.example");
        var trusted = Trust(Authority) with { Issuer = "https://token.example" };

        Judge(trusted, ModelSigner.WithCertificate(ci, Authority.Chain, Model)).Verdict.ShouldBe(Verdict.Passed);
        Judge(
            trusted with
            {
                Issuer = "https://other.example",
            },
            ModelSigner.WithCertificate(ci, Authority.Chain, Model)
        )
            .Message.ShouldBe(
                "model.sig is signed by 'ci@acme.example', for whom 'https://token.example' vouches, not 'https://other.example'"
            );
        Judge(trusted, ModelSigner.WithCertificate(nobody, Authority.Chain, Model))
            .Message.ShouldContain("for whom no issuer of identities vouches");
    }

    [Fact]
    public void A_signature_by_a_certificate_whose_key_has_not_made_it_is_refused()
    {
        using var ann = Authority.Issue("CN=Ann");
        using var bob = Authority.Issue("CN=Bob");

        Judge(
            Trust(Authority),
            ModelSigner.WithCertificate(
                bob,
                Authority.Chain,
                Model,
                bundle: it =>
                    it["verificationMaterial"]!["x509CertificateChain"]!["certificates"]![0]!["rawBytes"] =
                        Convert.ToBase64String(ann.RawData)
            )
        )
            .Message.ShouldBe(
                "model.sig does not hold: the certificate of 'CN=Ann' is of a key that has not signed what it says"
            );
    }

    [Fact]
    public void Keys_do_not_stand_for_certificates_nor_the_other_way_round()
    {
        using var ann = Authority.Issue("CN=Ann");

        Judge(Trust([Key]), ModelSigner.WithCertificate(ann, Authority.Chain, Model))
            .Message.ShouldBe("model.sig is signed with the certificate of 'CN=Ann', and only keys are trusted");
        Judge(Trust(Authority), ModelSigner.WithKey(Key, Model))
            .Message.ShouldBe(
                $"model.sig is signed with a key ({ModelSigner.HintOf(Key)}), and only certificates are trusted"
            );
    }

    [Theory]
    [InlineData("CN=x@risk.acme.example", null)]
    [InlineData("CN=Mallory", "https://other.example/x@risk.acme.example")]
    [Trait("Abuse", "49")]
    public void An_identity_written_as_an_address_is_no_other_kind_of_name(string subject, string? uri)
    {
        using var mallory = Authority.Issue(
            subject,
            email: "mallory@other.example",
            uri: uri is null ? null : new Uri(uri)
        );
        var trusted = Trust(Authority) with { Identities = [new NamePattern("*@risk.acme.example")] };

        Judge(trusted, ModelSigner.WithCertificate(mallory, Authority.Chain, Model))
            .Message.ShouldContain("who is not among those who may sign");
    }

    [Fact]
    public void Who_signed_is_told_by_the_name_that_is_trusted()
    {
        using var ann = Authority.Issue(
            "CN=Ann",
            email: "ann@acme.example",
            uri: new Uri("https://ci.acme.example/run")
        );
        var trusted = Trust(Authority) with { Identities = [new NamePattern("https://ci.acme.example/*")] };

        Judge(trusted, ModelSigner.WithCertificate(ann, Authority.Chain, Model))
            .Message.ShouldStartWith("2 files signed by 'https://ci.acme.example/run'");
    }

    [Fact]
    public void A_certificate_that_does_not_say_what_it_is_for_is_not_for_signing_code()
    {
        using var ann = Authority.Issue("CN=Ann", purpose: null);

        Judge(Trust(Authority), ModelSigner.WithCertificate(ann, Authority.Chain, Model))
            .Message.ShouldBe(
                "model.sig is signed with the certificate of 'CN=Ann', which is not meant for signing code"
            );
    }

    [Fact]
    public void An_authority_for_web_servers_does_not_vouch_for_who_signs_code()
    {
        using var web = new TestAuthority("Acme Web", Registered.AddYears(-1), purpose: "1.3.6.1.5.5.7.3.1");
        using var ann = web.Issue("CN=Ann");

        Judge(Trust(web), ModelSigner.WithCertificate(ann, web.Chain, Model))
            .Message.ShouldBe(
                "model.sig is signed with the certificate of 'CN=Ann', one of whose issuers may not vouch for who signs code"
            );
    }
}
