using Gradus.Core.Errors;

namespace Gradus.Core.Artifacts;

public sealed class DigestTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void The_digest_of_abc_is_the_one_of_FIPS_180() => Digest.Of("abc"u8).Hex.ShouldBe(OfAbc);

    [Fact]
    public void A_digest_reads_what_it_writes()
    {
        var digest = Digest.Of("abc"u8);

        digest.ToString().ShouldBe("sha256:" + OfAbc);
        Digest.Parse(digest.ToString()).Value.ShouldBe(digest);
        Digest.Parse(OfAbc.ToUpperInvariant()).Value.ShouldBe(digest);
        Digest.FromBytes(Convert.FromHexString(OfAbc)).ShouldBe(digest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("ba7816bf")]
    [InlineData("SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("md5:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a٣")]
    public void Anything_else_is_refused(string? text) =>
        Digest
            .Parse(text)
            .Error.ShouldBe(Error.Invalid($"'{text}' is not a SHA-256 digest (64 hexadecimal digits).", "sha256"));

    [Fact]
    public void A_hash_of_another_length_is_a_bug() =>
        Should.Throw<ArgumentException>(() => Digest.FromBytes(new byte[20]));

    [Fact]
    public void Other_texts_give_another_digest_however_they_are_cut()
    {
        string[][] lists =
        [
            [],
            [""],
            ["", ""],
            ["ab"],
            ["a", "b"],
            ["b", "a"],
            ["1:a"],
            ["a\n1:b"],
            ["a", "b", ""],
        ];

        lists.Select(Digest.OfTexts).Distinct().Count().ShouldBe(lists.Length);
        Digest.OfTexts(["a", "b"]).ShouldBe(Digest.OfTexts(["a", "b"]));
    }
}
