using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Gradus.Testing.Signing;

namespace Gradus.Core.Signing;

/// <summary>Signature files as other tools, older ones and strangers make them.</summary>
public sealed class SignatureReaderTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Model = new() { ["a.bin"] = [1], ["b.bin"] = [2] };

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_sound_file_names_its_signer_and_differs_from_nothing()
    {
        var file = Read();

        (file.Problem, file.NotChecked).ShouldBe((null, null));
        (file.KeyHint, file.Files).ShouldBe((ModelSigner.HintOf(_key), 2));
        (file.Changed, file.Missing, file.Uncovered).ShouldBe((FileNames.None, FileNames.None, FileNames.None));
        file.Hashes.Select(hash => hash.Length).ShouldBe([64, 96, 128]);
    }

    /// <summary>As versions of the tool before 1.1 wrote it: the key itself instead of its name, no keyid, no ignored paths.</summary>
    [Fact]
    public void The_older_ways_to_name_the_key_are_read()
    {
        var file = Read(
            statement: it => it["predicate"]!["serialization"]!.AsObject().Remove("ignore_paths"),
            bundle: it =>
            {
                it["verificationMaterial"]!["publicKey"] = new JsonObject { ["rawBytes"] = "AAAA" };
                it["dsseEnvelope"]!["signatures"]![0]!["keyid"] = null;
                it["verificationMaterial"]!.AsObject().Remove("tlogEntries");
            }
        );

        (file.Problem, file.NotChecked, file.KeyHint).ShouldBe((null, null, ""));
    }

    [Fact]
    public void What_it_does_not_know_it_passes_over() =>
        Read(statement: it =>
        {
            it["predicate"]!["resources"]![0]!["uri"] = "https://x.example";
            it["predicate"]!["model_card"] = "soon";
        })
            .Problem.ShouldBeNull();

    public static TheoryData<string, Action<JsonNode>, string> Unchecked() =>
        new()
        {
            {
                "shards",
                it => it["predicate"]!["serialization"]!["method"] = "shards",
                "lists parts of files instead of whole ones"
            },
            {
                "blake3",
                it => it["predicate"]!["serialization"]!["hash_type"] = "blake3",
                "lists files by other digests than SHA-256"
            },
            {
                "before 1.0",
                it => it["predicateType"] = "https://model_signing/Digests/v0.1",
                "is of a format from before version 1.0"
            },
        };

    [Theory]
    [MemberData(nameof(Unchecked))]
    public void What_is_sound_but_not_known_here_says_what_to_do(string _, Action<JsonNode> change, string said)
    {
        var file = Read(statement: change);

        file.Problem.ShouldBeNull();
        file.NotChecked.ShouldNotBeNull().ShouldStartWith(said);
        file.NotChecked.ShouldContain("sign");
    }

    [Fact]
    public void A_keyless_signature_is_not_checked() =>
        Read(bundle: it =>
            it["verificationMaterial"] = new JsonObject { ["certificate"] = new JsonObject { ["rawBytes"] = "AAAA" } }
        )
            .NotChecked.ShouldNotBeNull()
            .ShouldStartWith("is signed without a lasting key");

    public static TheoryData<string, Action<JsonNode>, string> Unsound() =>
        new()
        {
            { "statement", it => it["_type"] = "https://in-toto.io/Statement/v0.1", "no statement of" },
            { "predicate", it => it["predicateType"] = "https://slsa.dev/provenance/v1", "no statement of" },
            { "no files", it => it["predicate"]!["resources"] = new JsonArray(), "digest is not that" },
            { "no subject", it => it["subject"] = new JsonArray(), "digest is not that" },
            {
                "two subjects",
                it => it["subject"]!.AsArray().Add(it["subject"]![0]!.DeepClone()),
                "digest is not that"
            },
            {
                "another digest",
                it => it["subject"]![0]!["digest"]!["sha256"] = new string('0', 64),
                "digest is not that"
            },
            {
                "another order",
                it =>
                {
                    var files = it["predicate"]!["resources"]!.AsArray();
                    var first = files[0];
                    files.RemoveAt(0);
                    files.Add(first);
                },
                "digest is not that"
            },
            {
                "twice",
                it => it["predicate"]!["resources"]!.AsArray().Add(it["predicate"]!["resources"]![0]!.DeepClone()),
                "or is there twice"
            },
            { "short", it => it["predicate"]!["resources"]![0]!["digest"] = "00", "no name or SHA-256" },
            { "odd", it => it["predicate"]!["resources"]![0]!["digest"] = "0", "no Sigstore bundle" },
            { "mixed", it => it["predicate"]!["resources"]![0]!["algorithm"] = "blake2b", "no name or SHA-256" },
            { "escape", it => it["predicate"]!["resources"]![0]!["name"] = "a\u001b[2Jb", "no name or SHA-256" },
            { "nameless", it => it["predicate"]!["resources"]![0]!["name"] = "", "no name or SHA-256" },
            { "a number", it => it["predicate"]!["resources"]![0]!["name"] = 7, "no Sigstore bundle" },
            { "no predicate", it => it.AsObject().Remove("predicate"), "no Sigstore bundle" },
        };

    [Theory]
    [MemberData(nameof(Unsound))]
    public void A_statement_that_is_not_sound_is_a_problem(string _, Action<JsonNode> change, string said) =>
        Read(statement: change).Problem.ShouldNotBeNull().ShouldContain(said);

    public static TheoryData<string, Action<JsonNode>, string> Unbundled() =>
        new()
        {
            { "media type", it => it["mediaType"] = "application/json", "no Sigstore bundle of" },
            { "no envelope", it => it.AsObject().Remove("dsseEnvelope"), "lacks a part" },
            { "not base64", it => it["dsseEnvelope"]!["payload"] = "%%%", "lacks a part" },
            { "another type", it => it["dsseEnvelope"]!["payloadType"] = "text/plain", "what is signed is not" },
            { "unsigned", it => it["dsseEnvelope"]!["signatures"] = new JsonArray(), "exactly one signature" },
            {
                "signed twice",
                it =>
                    it["dsseEnvelope"]!["signatures"]!
                        .AsArray()
                        .Add(it["dsseEnvelope"]!["signatures"]![0]!.DeepClone()),
                "exactly one signature"
            },
            {
                "a long signature",
                it => it["dsseEnvelope"]!["signatures"]![0]!["sig"] = Convert.ToBase64String(new byte[513]),
                "exactly one signature"
            },
            { "nobody", it => it["verificationMaterial"] = new JsonObject(), "neither a key nor a certificate" },
            {
                "no certificates",
                it =>
                    it["verificationMaterial"] = new JsonObject
                    {
                        ["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray() },
                    },
                "1 to 10 certificates"
            },
            {
                "a long chain",
                it =>
                    it["verificationMaterial"] = new JsonObject
                    {
                        ["x509CertificateChain"] = new JsonObject
                        {
                            ["certificates"] = new JsonArray(
                                new JsonObject { ["rawBytes"] = Convert.ToBase64String(new byte[33_000]) }
                            ),
                        },
                    },
                "1 to 10 certificates"
            },
        };

    [Theory]
    [MemberData(nameof(Unbundled))]
    public void A_bundle_that_is_not_sound_is_a_problem(string _, Action<JsonNode> change, string said) =>
        Read(bundle: change).Problem.ShouldNotBeNull().ShouldContain(said);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("-----BEGIN PGP SIGNATURE-----")]
    public void What_is_no_bundle_is_a_problem(string text) =>
        SignatureReader
            .Read("model.sig", Encoding.UTF8.GetBytes(text), SignedFiles.ManifestOf(Model, [0]))
            .Problem.ShouldNotBeNull();

    [Fact]
    public void What_is_there_twice_is_a_problem()
    {
        var text = Encoding.UTF8.GetString(ModelSigner.WithKey(_key, Model));
        var twice = text.Replace("{\"mediaType\"", "{\"mediaType\":\"x\",\"mediaType\"", StringComparison.Ordinal);

        SignatureReader
            .Read("model.sig", Encoding.UTF8.GetBytes(twice), SignedFiles.ManifestOf(Model, [0]))
            .Problem.ShouldNotBeNull();
    }

    /// <summary>Whatever byte is changed: it is told, or the signature does not hold, or it means nothing.</summary>
    [Fact]
    public void A_changed_byte_is_never_an_exception_and_never_another_list_of_files()
    {
        var sound = ModelSigner.WithKey(_key, Model);
        var manifest = SignedFiles.ManifestOf(Model, sound);
        var key = TrustedKey.Parse(ModelSigner.PemOf(_key)).Value;

        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte)
            .Sample(change =>
            {
                var (at, value) = change;
                var bytes = sound.ToArray();
                bytes[at] = value;
                var file = SignatureReader.Read("model.sig", bytes, manifest);
                return file.Problem is not null
                    || file.NotChecked is not null
                    || !key.HasSigned(file)
                    || file is { Files: 2, Changed.Count: 0, Missing.Count: 0, Uncovered.Count: 0 };
            });
    }

    private SignatureFile Read(Action<JsonNode>? statement = null, Action<JsonNode>? bundle = null)
    {
        var text = ModelSigner.WithKey(_key, Model, statement, bundle);
        return SignatureReader.Read(SignatureFile.UsualPath, text, SignedFiles.ManifestOf(Model, text));
    }
}
