using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Artifacts;

namespace Gradus.Core.Ledger;

public sealed class CheckpointTests : IDisposable
{
    private readonly ECDsa _secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly Checkpoint Some = new("gradus/abc", 123, Digest.Of("root"u8));

    private NoteKey Key => NoteKey.Of("gradus/abc", _secret);

    public void Dispose() => _secret.Dispose();

    [Fact]
    public void A_signed_checkpoint_reads_back_and_verifies()
    {
        var note = SignedNote.Parse(Sign(Some).ToString()).Value;

        note.IsSignedBy(NoteKey.Parse(Key.ToString()).Value).ShouldBeTrue();
        Checkpoint.Parse(note.Text).Value.ShouldBe(Some);
    }

    [Fact]
    public void No_byte_of_a_signed_checkpoint_can_be_changed()
    {
        var bytes = Encoding.UTF8.GetBytes(Sign(Some).ToString());
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            var note = SignedNote.Parse(Encoding.UTF8.GetString(changed));
            (note.IsOk && note.Value.IsSignedBy(Key)).ShouldBeFalse($"byte {i}");
        }
    }

    [Fact]
    public void Another_key_has_not_signed_it()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Sign(Some).IsSignedBy(NoteKey.Of("gradus/abc", other)).ShouldBeFalse();
        Sign(Some).IsSignedBy(NoteKey.Of("gradus/xyz", _secret)).ShouldBeFalse();
    }

    [Fact]
    public void The_id_of_an_ECDSA_key_is_the_hash_of_the_key_alone() =>
        Key.ToString()
            .ShouldStartWith(
                $"gradus/abc+{Convert.ToHexStringLower(SHA256.HashData(_secret.ExportSubjectPublicKeyInfo())[..4])}+Aj"
            );

    [Fact]
    public void A_note_may_carry_signatures_of_others()
    {
        var note = SignedNote.Parse($"{Sign(Some)}— witness.example AAAAAQID\n").Value;

        note.Signatures.Count.ShouldBe(2);
        note.IsSignedBy(Key).ShouldBeTrue();
    }

    [Fact]
    public void Every_signature_that_claims_to_be_the_keys_must_be_right()
    {
        var wrong = Convert.ToBase64String([.. Convert.FromHexString(Key.KeyId), 1, 2, 3]);

        SignedNote.Parse($"{Sign(Some)}— gradus/abc {wrong}\n").Value.IsSignedBy(Key).ShouldBeFalse();
    }

    [Fact]
    public void A_note_is_bounded()
    {
        string Note(int length, int signatures) =>
            $"{new string('a', length)}\n\n{string.Concat(Enumerable.Repeat("— name AAAAAQID\n", signatures))}";

        SignedNote.Parse(Note(1, 64)).IsOk.ShouldBeTrue();
        SignedNote.Parse(Note(1, 65)).IsOk.ShouldBeFalse();
        SignedNote.Parse(Note(1_000_000 - Note(0, 1).Length - 1, 1)).IsOk.ShouldBeTrue();
        SignedNote.Parse(Note(1_000_000 - Note(0, 1).Length, 1)).IsOk.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("a\n\n")]
    [InlineData("a\n\n- name AAAAAQID\n")]
    [InlineData("a\n\n— na+me AAAAAQID\n")]
    [InlineData("a\n\n— name AAAAAQID")]
    [InlineData("a\n\n— name AAAA\n")]
    [InlineData("a\tb\n\n— name AAAAAQID\n")]
    public void What_is_not_a_note_is_refused(string text) => SignedNote.Parse(text).IsOk.ShouldBeFalse();

    [Theory]
    [InlineData("o\n1\nAAAA\n")]
    [InlineData("o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n")]
    public void What_is_not_a_checkpoint_is_refused(string text) => Checkpoint.Parse(text).IsOk.ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("name")]
    [InlineData("name+12345678+AAAA")]
    [InlineData("na me+12345678+AQID")]
    public void What_is_not_a_verification_key_is_refused(string text) => NoteKey.Parse(text).IsOk.ShouldBeFalse();

    [Fact]
    public void A_verification_key_is_of_the_one_curve_and_under_a_name_without_spaces()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        NoteKey
            .Parse(NoteKey.Of("gradus/abc", larger).ToString())
            .Error!.Message.ShouldBe("The verification key is of a kind that is not known here.");
        NoteKey
            .Parse(NoteKey.Of("na me", _secret).ToString())
            .Error!.Message.ShouldBe("A verification key is written NAME+ID+BASE64.");
    }

    [Fact]
    public void A_verification_key_under_a_wrong_id_is_refused()
    {
        var parts = Key.ToString().Split('+', 3);

        NoteKey
            .Parse($"{parts[0]}+00000000+{parts[2]}")
            .Error!.Message.ShouldBe("The verification key's id is not that of the key.");
    }

    private SignedNote Sign(Checkpoint checkpoint) =>
        SignedNote.Sign(
            checkpoint.ToString(),
            Key,
            text => _secret.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
        );
}
