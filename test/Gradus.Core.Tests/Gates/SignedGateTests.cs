using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gradus.Core.Policies;
using Gradus.Testing.Signing;

namespace Gradus.Core.Gates;

/// <summary>What a signature says of a version's files, from the bytes of the signature file to the verdict.</summary>
public sealed class SignedGateTests : SignedGateCase
{
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
            Trust([Stranger, Key]),
            ModelSigner.WithKey(
                Key,
                Model,
                bundle: it => it["verificationMaterial"]!["publicKey"]!.AsObject().Remove("hint")
            )
        )
            .Message.ShouldBe($"2 files signed by key {ModelSigner.HintOf(Key)}");

    [Fact]
    public void Without_a_signature_file_it_fails_and_says_which_is_wanted() =>
        Gate(Trust([Key]))
            .Evaluate(Evidence.Input(Evidence.Bare(1)))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "it is not signed: there is no signature file 'model.sig' among its files"
                )
            );

    [Fact]
    public void Bytes_that_are_kept_elsewhere_are_inconclusive() =>
        Gate(Trust([Key]))
            .Evaluate(Evidence.Input(Evidence.Bare(1).Elsewhere()))
            .Verdict.ShouldBe(Verdict.Inconclusive);

    [Fact]
    [Trait("Abuse", "47")]
    public void A_file_that_was_changed_after_it_was_signed_is_named() =>
        Judge(Trust([Key]), ModelSigner.WithKey(Key, Model), With(("config.json", [5])))
            .ShouldBe(
                new GateResult(Verdict.Failed, "model.sig is of other bytes: 'config.json' changed after it was signed")
            );

    [Fact]
    [Trait("Abuse", "47")]
    public void A_signature_of_another_model_is_refused() =>
        Judge(Trust([Key]), ModelSigner.WithKey(Key, new Dictionary<string, byte[]> { ["model.onnx"] = [1] }), Model)
            .ShouldBe(new GateResult(Verdict.Failed, "model.sig is of more files: 'model.onnx' is missing"));

    [Fact]
    [Trait("Abuse", "47")]
    public void A_file_that_was_taken_away_is_named() =>
        Judge(Trust([Key]), ModelSigner.WithKey(Key, Model), new Dictionary<string, byte[]> { ["config.json"] = [4] })
            .Message.ShouldBe("model.sig is of more files: 'weights/a.bin' is missing");

    [Fact]
    [Trait("Abuse", "47")]
    public void A_file_that_was_slipped_in_is_named_also_where_the_signer_left_it_out() =>
        Judge(Trust([Key]), ModelSigner.WithKey(Key, Model), With((".gitattributes", [1])))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "model.sig does not cover '.gitattributes'; sign that too, or name it under 'uncovered' where it need not be signed"
                )
            );

    [Fact]
    public void What_the_policy_says_need_not_be_signed_is_left_out_of_it_but_not_changed()
    {
        var gate = Gate(Trust([Key])) with { Uncovered = [new NamePattern(".git*"), new NamePattern("config.json")] };
        var signature = ModelSigner.WithKey(Key, Model);

        Judge(gate, signature, With((".gitattributes", [1]))).Verdict.ShouldBe(Verdict.Passed);
        Judge(gate, signature, With(("evil.py", [1]))).Message.ShouldContain("does not cover 'evil.py'");
        Judge(gate, signature, With(("config.json", [9]))).Message.ShouldContain("'config.json' changed");
    }

    [Fact]
    public void More_files_than_are_kept_are_none_that_need_not_be_signed()
    {
        var name = new string('x', 400);
        var many = Enumerable.Range(0, 50).Select(i => ($"log-{name}-{i:000}", new byte[] { 1 })).ToArray();

        Judge(
            Gate(Trust([Key])) with
            {
                Uncovered = [new NamePattern("log-*")],
            },
            ModelSigner.WithKey(Key, Model),
            With(many)
        )
            .Message.ShouldMatch("leaves out so many files that [0-9]+ of them are not compared with 'uncovered'");
    }

    [Fact]
    [Trait("Abuse", "48")]
    public void A_key_that_is_not_trusted_is_named_beside_those_that_are() =>
        Judge(Trust([Key]), ModelSigner.WithKey(Stranger, Model))
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    $"model.sig is not signed with a trusted key: it names key {ModelSigner.HintOf(Stranger)}; trusted is key {ModelSigner.HintOf(Key)}"
                )
            );

    [Fact]
    [Trait("Abuse", "48")]
    public void Who_only_claims_a_trusted_key_or_changes_what_it_signed_is_refused()
    {
        string[] wanted =
        [
            $"model.sig does not hold: key {ModelSigner.HintOf(Key)}, which is trusted, has not signed what it says",
        ];

        Judge(
            Trust([Key]),
            ModelSigner.WithKey(
                Stranger,
                Model,
                bundle: it => it["verificationMaterial"]!["publicKey"]!["hint"] = ModelSigner.HintOf(Key)
            )
        )
            .Message.ShouldBe(wanted[0]);
        Judge(
            Trust([Key]),
            ModelSigner.WithKey(
                Key,
                Model,
                bundle: it =>
                    it["dsseEnvelope"]!["payload"] = JsonNode.Parse(
                        ModelSigner.WithKey(Stranger, With(("config.json", [5])))
                    )!["dsseEnvelope"]!["payload"]!.DeepClone()
            ),
            With(("config.json", [5]))
        )
            .Message.ShouldBe(wanted[0]);
    }

    [Fact]
    public void A_gate_on_another_file_is_called_by_it()
    {
        Gate(Trust([Key])).Name.ShouldBe("signed");
        (Gate(Trust([Key])) with { File = "risk.sig" }).Name.ShouldBe("signed risk.sig");
    }
}
