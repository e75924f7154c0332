using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gradus.Core.Policies;
using Gradus.Core.Signing;
using Gradus.Testing.Signing;

namespace Gradus.Core.Gates;

/// <summary>What a signature says of a version's files, from the bytes of the signature file to the verdict.</summary>
public sealed class SignedGateTests : IDisposable
{
    private static readonly DateTimeOffset Registered = Evidence.Noon;

    private static readonly IReadOnlyDictionary<string, byte[]> Model = new Dictionary<string, byte[]>
    {
        ["weights/a.bin"] = [1, 2, 3],
        ["config.json"] = [4],
    };

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestAuthority _authority = new("Acme Root", Registered.AddYears(-1));

    public void Dispose()
    {
        _key.Dispose();
        _stranger.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    public void Whoever_is_trusted_has_signed_just_these_files(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));

        Judge(Trust([key]), ModelSigner.WithKey(key, Model))
            .ShouldBe(new GateResult(Verdict.Passed, $"2 files signed by key {ModelSigner.HintOf(key)}"));
    }

    [Fact]
    public void Any_of_the_trusted_keys_will_do_whatever_key_the_file_names() =>
        Judge(
            Trust([_stranger, _key]),
            ModelSigner.WithKey(
                _key,
                Model,
                bundle: it => it["verificationMaterial"]!["publicKey"]!.AsObject().Remove("hint")
            )
        )
            .Message.ShouldBe($"2 files signed by key {ModelSigner.HintOf(_key)}");

    [Fact]
    public void Without_a_signature_file_it_fails_and_says_which_is_wanted() =>
        Gate(Trust([_key]))
            .Evaluate(Evidence.Input(Evidence.Bare(1)))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "it is not signed: there is no signature file 'model.sig' among its files"
                )
            );

    [Fact]
    public void Bytes_that_are_kept_elsewhere_are_inconclusive() =>
        Gate(Trust([_key]))
            .Evaluate(Evidence.Input(Evidence.Bare(1).Elsewhere()))
            .Verdict.ShouldBe(Verdict.Inconclusive);

    [Fact]
    [Trait("Abuse", "47")]
    public void A_file_that_was_changed_after_it_was_signed_is_named() =>
        Judge(Trust([_key]), ModelSigner.WithKey(_key, Model), With(("config.json", [5])))
            .ShouldBe(
                new GateResult(Verdict.Failed, "model.sig is of other bytes: 'config.json' changed after it was signed")
            );

    [Fact]
    [Trait("Abuse", "47")]
    public void A_signature_of_another_model_is_refused() =>
        Judge(Trust([_key]), ModelSigner.WithKey(_key, new Dictionary<string, byte[]> { ["model.onnx"] = [1] }), Model)
            .ShouldBe(new GateResult(Verdict.Failed, "model.sig is of more files: 'model.onnx' is missing"));

    [Fact]
    [Trait("Abuse", "47")]
    public void A_file_that_was_taken_away_is_named() =>
        Judge(Trust([_key]), ModelSigner.WithKey(_key, Model), new Dictionary<string, byte[]> { ["config.json"] = [4] })
            .Message.ShouldBe("model.sig is of more files: 'weights/a.bin' is missing");

    [Fact]
    [Trait("Abuse", "47")]
    public void A_file_that_was_slipped_in_is_named_also_where_the_signer_left_it_out() =>
        Judge(Trust([_key]), ModelSigner.WithKey(_key, Model), With((".gitattributes", [1])))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig does not cover '.gitattributes'; sign that too, or name it under 'uncovered' where it need not be signed"
                )
            );

    [Fact]
    public void What_the_policy_says_need_not_be_signed_is_left_out_of_it_but_not_changed()
    {
        var gate = Gate(Trust([_key])) with { Uncovered = [new NamePattern(".git*"), new NamePattern("config.json")] };
        var signature = ModelSigner.WithKey(_key, Model);

        Judge(gate, signature, With((".gitattributes", [1]))).Verdict.ShouldBe(Verdict.Passed);
        Judge(gate, signature, With(("evil.py", [1]))).Message.ShouldContain("does not cover 'evil.py'");
        Judge(gate, signature, With(("config.json", [9]))).Message.ShouldContain("'config.json' changed");
    }

    [Fact]
    public void More_files_than_are_kept_are_none_that_need_not_be_signed()
    {
        var many = Enumerable.Range(0, 101).Select(i => ($"log-{i:000}", new byte[] { 1 })).ToArray();

        Judge(
            Gate(Trust([_key])) with
            {
                Uncovered = [new NamePattern("log-*")],
            },
            ModelSigner.WithKey(_key, Model),
            With(many)
        )
            .Message.ShouldContain("does not cover 1 files");
    }

    [Fact]
    [Trait("Abuse", "48")]
    public void A_key_that_is_not_trusted_is_named_beside_those_that_are() =>
        Judge(Trust([_key]), ModelSigner.WithKey(_stranger, Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    $"model.sig is not signed with a trusted key: it names key {ModelSigner.HintOf(_stranger)}; trusted is key {ModelSigner.HintOf(_key)}"
                )
            );

    [Fact]
    [Trait("Abuse", "48")]
    public void Who_only_claims_a_trusted_key_or_changes_what_it_signed_is_refused()
    {
        string[] wanted =
        [
            $"model.sig does not hold: key {ModelSigner.HintOf(_key)}, which is trusted, has not signed what it says",
        ];

        Judge(
            Trust([_key]),
            ModelSigner.WithKey(
                _stranger,
                Model,
                bundle: it => it["verificationMaterial"]!["publicKey"]!["hint"] = ModelSigner.HintOf(_key)
            )
        )
            .Message.ShouldBe(wanted[0]);
        Judge(
            Trust([_key]),
            ModelSigner.WithKey(
                _key,
                Model,
                bundle: it =>
                    it["dsseEnvelope"]!["payload"] = JsonNode.Parse(
                        ModelSigner.WithKey(_stranger, With(("config.json", [5])))
                    )!["dsseEnvelope"]!["payload"]!.DeepClone()
            ),
            With(("config.json", [5]))
        )
            .Message.ShouldBe(wanted[0]);
    }

    [Fact]
    public void A_certificate_of_a_trusted_root_signs_as_whom_it_names()
    {
        using var ann = _authority.Issue("CN=Ann, O=Acme", email: "ann@acme.example");

        Judge(Trust(_authority), ModelSigner.WithCertificate(ann, _authority.Chain, Model))
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

        Judge(Trust(_authority), ModelSigner.WithCertificate(ann, [.. other.Chain, other.Root], Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig is signed with the certificate of 'CN=Ann', which does not lead to a trusted root: trusted is 'CN=Acme Root'"
                )
            );
        Judge(Trust(_authority), ModelSigner.WithCertificate(bob, [.. namesake.Chain, namesake.Root], Model))
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
        using var ann = _authority.Issue("CN=Ann");

        Judge(Trust(_authority), ModelSigner.WithCertificate(ann, [], Model))
            .Message.ShouldContain("which does not lead to a trusted root");
    }

    [Fact]
    [Trait("Abuse", "50")]
    public void A_certificate_counts_at_the_time_the_version_was_registered()
    {
        using var expired = _authority.Issue("CN=Ann", until: Registered.AddMinutes(-1));
        using var early = _authority.Issue("CN=Ann", from: Registered.AddMinutes(1));
        using var inTime = _authority.Issue("CN=Ann", until: Registered.AddMinutes(1));

        Judge(Trust(_authority), ModelSigner.WithCertificate(expired, _authority.Chain, Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig is signed with the certificate of 'CN=Ann', which had expired at 2026-03-01 11:59 UTC, before the version was registered at 2026-03-01 12:00 UTC: sign with one that is valid, and register the files anew"
                )
            );
        Judge(Trust(_authority), ModelSigner.WithCertificate(early, _authority.Chain, Model))
            .Message.ShouldContain("which is valid from 2026-03-01 12:01 UTC: not yet when the version was registered");
        // That it has expired since does not matter: it was there while the certificate was valid.
        Judge(Trust(_authority), ModelSigner.WithCertificate(inTime, _authority.Chain, Model))
            .Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    [Trait("Abuse", "49")]
    public void A_certificate_that_is_for_something_else_is_refused()
    {
        using var server = _authority.Issue("CN=www.acme.example", purpose: "1.3.6.1.5.5.7.3.1");
        using var sealing = _authority.Issue("CN=Ann", usage: X509KeyUsageFlags.KeyEncipherment);

        foreach (var certificate in new[] { server, sealing })
        {
            Judge(Trust(_authority), ModelSigner.WithCertificate(certificate, _authority.Chain, Model))
                .Message.ShouldContain("which is not meant for signing code");
        }
    }

    [Fact]
    [Trait("Abuse", "49")]
    public void Who_has_a_certificate_is_no_authority_that_gives_out_others()
    {
        using var ann = _authority.Issue("CN=Ann");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var annKey = ann.GetECDsaPrivateKey()!;
        var request = new CertificateRequest("CN=root@acme.example", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using var made = request.Create(
            ann.SubjectName,
            X509SignatureGenerator.CreateForECDsa(annKey),
            Registered.AddDays(-1),
            Registered.AddDays(1),
            [1]
        );
        using var forged = made.CopyWithPrivateKey(key);

        Judge(Trust(_authority), ModelSigner.WithCertificate(forged, [ann, .. _authority.Chain], Model))
            .Verdict.ShouldBe(Verdict.Failed);
    }

    [Theory]
    [InlineData("*@acme.example", true)]
    [InlineData("ann@acme.example", true)]
    [InlineData("spiffe://acme/ci/*", true)]
    [InlineData("CN=Ann, O=Acme", true)]
    [InlineData("bob@acme.example", false)]
    [InlineData("ann", false)]
    [InlineData("Ann@acme.example", false)]
    public void Whom_a_certificate_is_of_fits_an_identity_or_is_told(string identity, bool fits)
    {
        using var ann = _authority.Issue("CN=Ann, O=Acme", email: "ann@acme.example", uri: new("spiffe://acme/ci/7"));
        var trusted = Trust(_authority) with { Identities = [new NamePattern(identity)] };

        var result = Judge(trusted, ModelSigner.WithCertificate(ann, _authority.Chain, Model));

        result.Verdict.ShouldBe(fits ? Verdict.Passed : Verdict.Failed);
        if (!fits)
        {
            result.Message.ShouldBe(
                $"model.sig is signed by 'ann@acme.example', 'spiffe://acme/ci/7', 'CN=Ann, O=Acme', who is not among those who may sign: '{identity}'"
            );
        }
    }

    [Fact]
    public void Who_vouches_for_an_identity_is_whom_the_policy_names()
    {
        using var ci = _authority.Issue("CN=ci", email: "ci@acme.example", issuer: "https://token.example");
        using var nobody = _authority.Issue("CN=ci", email: "ci@acme.example");
        var trusted = Trust(_authority) with { Issuer = "https://token.example" };

        Judge(trusted, ModelSigner.WithCertificate(ci, _authority.Chain, Model)).Verdict.ShouldBe(Verdict.Passed);
        Judge(
            trusted with
            {
                Issuer = "https://other.example",
            },
            ModelSigner.WithCertificate(ci, _authority.Chain, Model)
        )
            .Message.ShouldBe(
                "model.sig is signed by 'ci@acme.example', for whom 'https://token.example' vouches, not 'https://other.example'"
            );
        Judge(trusted, ModelSigner.WithCertificate(nobody, _authority.Chain, Model))
            .Message.ShouldContain("for whom no issuer of identities vouches");
    }

    [Fact]
    public void A_signature_by_a_certificate_whose_key_has_not_made_it_is_refused()
    {
        using var ann = _authority.Issue("CN=Ann");
        using var bob = _authority.Issue("CN=Bob");

        Judge(
            Trust(_authority),
            ModelSigner.WithCertificate(
                bob,
                _authority.Chain,
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
        using var ann = _authority.Issue("CN=Ann");

        Judge(Trust([_key]), ModelSigner.WithCertificate(ann, _authority.Chain, Model))
            .Message.ShouldBe("model.sig is signed with the certificate of 'CN=Ann', and only keys are trusted");
        Judge(Trust(_authority), ModelSigner.WithKey(_key, Model))
            .Message.ShouldBe(
                $"model.sig is signed with a key ({ModelSigner.HintOf(_key)}), and only certificates are trusted"
            );
    }

    [Fact]
    public void A_gate_on_another_file_is_called_by_it()
    {
        Gate(Trust([_key])).Name.ShouldBe("signed");
        (Gate(Trust([_key])) with { File = "risk.sig" }).Name.ShouldBe("signed risk.sig");
    }

    private static SignedGate Gate(TrustedSigners signers) => new(signers, SignatureFile.UsualPath, []);

    private static TrustedSigners Trust(ECDsa[] keys) =>
        new([.. keys.Select(key => TrustedKey.Parse(ModelSigner.PemOf(key)).Value)], [], [], null);

    private static TrustedSigners Trust(TestAuthority authority) =>
        new([], [TrustedRoot.Parse(authority.Root.ExportCertificatePem()).Value], [], null);

    private static Dictionary<string, byte[]> With(params (string Path, byte[] Bytes)[] files)
    {
        var changed = new Dictionary<string, byte[]>(Model);
        Array.ForEach(files, file => changed[file.Path] = file.Bytes);
        return changed;
    }

    private static GateResult Judge(
        TrustedSigners signers,
        byte[] signature,
        IReadOnlyDictionary<string, byte[]>? files = null
    ) => Judge(Gate(signers), signature, files);

    private static GateResult Judge(
        SignedGate gate,
        byte[] signature,
        IReadOnlyDictionary<string, byte[]>? files = null
    )
    {
        var manifest = SignedFiles.ManifestOf(files ?? Model, signature);
        return gate.Evaluate(
            Evidence.Input(
                Evidence.Bare(1) with
                {
                    SignatureFiles = [SignatureReader.Read(SignatureFile.UsualPath, signature, manifest)],
                }
            )
        );
    }
}
