using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Ledger;

namespace Gradus.Core.Attestations;

public sealed class DsseEnvelopeTests
{
    private const string Type = "http://example.com/HelloWorld";

    // The public half stays good after the key is disposed of.
    private static readonly ECDsa Secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly NoteKey Key = NoteKey.Of("registry", Secret);

    [Fact]
    public void The_type_is_signed_with_the_payload_as_the_format_says()
    {
        var signed = "";

        DsseEnvelope.Sign(
            Type,
            "hello world"u8.ToArray(),
            Key,
            bytes =>
            {
                signed = Encoding.UTF8.GetString(bytes);
                return [];
            }
        );

        signed.ShouldBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    [Fact]
    public void What_is_written_is_read_and_signed_by_the_key_and_by_no_other()
    {
        var envelope = DsseEnvelope.Parse(Signed("hello world").ToString()).Value;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        envelope.PayloadType.ShouldBe(Type);
        Encoding.UTF8.GetString(envelope.Payload.Span).ShouldBe("hello world");
        envelope.IsSignedBy(Key).ShouldBeTrue();
        envelope.IsSignedBy(NoteKey.Of("registry", other)).ShouldBeFalse();
    }

    [Fact]
    public void Another_payload_another_type_or_no_signature_is_not_signed()
    {
        var envelope = Signed("hello world");

        (envelope with { Payload = "hello worlds"u8.ToArray() }).IsSignedBy(Key).ShouldBeFalse();
        (envelope with { PayloadType = Type + "s" }).IsSignedBy(Key).ShouldBeFalse();
        (envelope with { Signatures = [] }).IsSignedBy(Key).ShouldBeFalse();
        (envelope with { Signatures = [new DsseSignature("x", new byte[70])] }).IsSignedBy(Key).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"payload":"!","payloadType":"t","signatures":[]}""")]
    [InlineData("""{"payload":"","payloadType":"t","signatures":[{}]}""")]
    [InlineData("""{"payload":"","payloadType":"t","signatures":{}}""")]
    public void What_is_no_envelope_is_refused(string? text) =>
        DsseEnvelope.Parse(text).Error!.Message.ShouldBe("It is not a DSSE envelope.");

    private static DsseEnvelope Signed(string payload) =>
        DsseEnvelope.Sign(
            Type,
            Encoding.UTF8.GetBytes(payload),
            Key,
            bytes => Secret.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
        );
}
