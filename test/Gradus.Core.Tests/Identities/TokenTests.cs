using CsCheck;
using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

public sealed class TokenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Token Plain = new("t-1", "ana", "", TokenScope.Whole, "ana", Noon, null);

    private static readonly Gen<byte[]> Random = Gen.Byte.Array[TokenSecret.RandomBytes];

    [Fact]
    public void A_secret_is_written_in_a_known_way_and_kept_as_the_hash_of_all_of_it()
    {
        var secret = TokenSecret.From(new byte[TokenSecret.RandomBytes]);

        secret.Text.ShouldBe("gradus_" + new string('A', 43));
        secret.Hash.Hex.ShouldBe("0f8dbc8a262d69f4bf1b5e1139e4aab2d76a32c2e6cc59db4613e20aac67831f");
    }

    [Fact]
    public void A_secret_is_read_back_and_shown_to_nobody() =>
        Random.Sample(bytes =>
        {
            var secret = TokenSecret.From(bytes);

            TokenSecret.Parse(secret.Text).Value.ShouldBe(secret);
            $"{secret}".ShouldBe("gradus_…");
        });

    [Fact]
    public void Whatever_letter_of_a_secret_is_changed_it_is_no_secret_or_another() =>
        Gen.Select(Random, Gen.Int[0, 49], Gen.Char[' ', '~'])
            .Sample(
                (bytes, at, letter) =>
                {
                    var secret = TokenSecret.From(bytes);
                    var changed = $"{secret.Text[..at]}{letter}{secret.Text[(at + 1)..]}";

                    return changed == secret.Text
                        || !TokenSecret.Parse(changed).Try(out var other, out _)
                        || other.Hash != secret.Hash;
                }
            );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("gradus_")]
    [InlineData("gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("gradus_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A")]
    public void What_is_malformed_is_refused_without_being_repeated(string? text)
    {
        var error = TokenSecret.Parse(text).Error.ShouldNotBeNull();

        error.Code.ShouldBe(ErrorCode.Unauthenticated);
        error.Message.ShouldBe("This is no token: a token is 'gradus_' and 43 letters, digits, '-' and '_' behind it.");
    }

    [Fact]
    public void A_secret_takes_exactly_256_random_bits()
    {
        Should.Throw<ArgumentException>(() => TokenSecret.From(new byte[31]));
        Should.Throw<ArgumentException>(() => TokenSecret.From(new byte[33]));
    }

    [Fact]
    public void A_token_without_an_end_is_good_for_ever() => Plain.IsValid(DateTimeOffset.MaxValue).ShouldBeTrue();

    [Fact]
    public void A_token_is_good_until_it_expires()
    {
        var token = Plain with { ExpiresAt = Noon.AddHours(1) };

        token.IsValid(Noon.AddHours(1).AddTicks(-1)).ShouldBeTrue();
        token
            .FindFault(Noon.AddHours(1))
            .ShouldBe(new Error(ErrorCode.Unauthenticated, "The token expired at 2026-03-01 13:00:00Z.", "ana"));
    }

    [Fact]
    public void A_revoked_token_is_no_good_also_before_its_end()
    {
        var token = Plain with { ExpiresAt = Noon.AddHours(1), RevokedAt = Noon };

        token.IsValid(Noon).ShouldBeFalse();
        token.FindFault(Noon)!.Message.ShouldBe("The token was revoked at 2026-03-01 12:00:00Z.");
    }

    [Theory]
    [InlineData("administrators", true)]
    [InlineData("Administrators", false)]
    [InlineData("reviewers", false)]
    public void Who_is_in_the_group_of_the_administrators_is_one(string group, bool isOne) =>
        new Identity("ana", IdentityKind.Person, ["a", group], null).IsAdministrator.ShouldBe(isOne);
}
