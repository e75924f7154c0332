using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Testing.Databases;

namespace Gradus.Data.Identities;

public abstract class TokenStoreContract(TestDatabase database) : IdentityContract(database)
{
    private static readonly DateTimeOffset Tomorrow = SettableClock.Start.AddDays(1);

    [Fact]
    public async Task A_token_is_kept_with_all_that_was_said_of_it_and_without_its_secret()
    {
        await CreateUserAsync("ci", IdentityKind.Service);
        var scope = TokenScope.Parse(["read", "request"], ["fraud-*"]).Value;
        var secret = TokenSecret.From(new byte[TokenSecret.RandomBytes]);
        var asked = new NewToken("t-1", "ci", secret.Hash, "For the pipeline.", scope, Tomorrow);

        (await Tokens.CreateAsync(asked, Ben)).IsOk.ShouldBeTrue();

        var token = (await Tokens.GetAsync("t-1", Cancellation)).Value;
        (token with { Scope = scope }).ShouldBe(
            new Token("t-1", "ci", "For the pipeline.", scope, "ben", SettableClock.Start, Tomorrow)
        );
        token.Scope.Actions.ShouldBe(["read", "request"]);
        token.Scope.Models.ShouldBe(["fraud-*"]);
        string.Concat(await Test.QueryAsync("SELECT * FROM tokens")).ShouldNotContain(secret.Text);
    }

    [Fact]
    public async Task A_token_stands_for_its_user_with_its_groups_and_its_scope()
    {
        await CreateUserAsync("ci", IdentityKind.Service);
        await CreateGroupAsync("robots", "ci");
        var scope = TokenScope.Parse(["read"], ["fraud-*"]).Value;
        await Tokens.CreateAsync(Token("t-1", "ci") with { Scope = scope }, Ana);

        var identity = (await WhoIsAsync("t-1")).Value;

        (identity.Name, identity.Kind, identity.IsAdministrator).ShouldBe(("ci", IdentityKind.Service, false));
        identity.Groups.ShouldBe(["robots"]);
        identity.Scope!.Actions.ShouldBe(["read"]);
        identity.Scope.Models.ShouldBe(["fraud-*"]);
    }

    [Fact]
    public async Task An_unknown_secret_lets_nobody_in_until_it_is_known()
    {
        await CreateUserAsync("ana");
        (await WhoIsAsync("t-1")).Error.ShouldBe(
            new Error(ErrorCode.Unauthenticated, "The token is not one of this registry's.")
        );

        await CreateTokenAsync("t-1", "ana");

        (await WhoIsAsync("t-1")).Value.Name.ShouldBe("ana");
    }

    [Fact]
    public async Task A_token_lets_in_until_it_expires()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana", Tomorrow);
        Clock.Now = Tomorrow.AddMilliseconds(-1);
        (await WhoIsAsync("t-1")).Value.Name.ShouldBe("ana");

        Clock.Now = Tomorrow;

        (await WhoIsAsync("t-1")).Error.ShouldBe(
            new Error(ErrorCode.Unauthenticated, "The token expired at 2026-03-02 12:00:00Z.", "ana")
        );
    }

    [Fact]
    public async Task A_revoked_token_lets_nobody_in_and_stays_as_it_was()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        await CreateTokenAsync("t-2", "ana");
        (await WhoIsAsync("t-1")).IsOk.ShouldBeTrue();

        (await Tokens.RevokeAsync("t-1", Ana)).Value.RevokedAt.ShouldBe(SettableClock.Start);
        Clock.Advance(TimeSpan.FromHours(1));

        (await WhoIsAsync("t-1")).Error!.Message.ShouldBe("The token was revoked at 2026-03-01 12:00:00Z.");
        (await WhoIsAsync("t-2")).IsOk.ShouldBeTrue();
        (await Tokens.RevokeAsync("t-1", Ana)).Value.RevokedAt.ShouldBe(SettableClock.Start);
    }

    [Fact]
    public async Task No_token_is_made_for_nobody_for_a_disabled_user_or_for_the_past()
    {
        await CreateUserAsync("ana");
        await CreateUserAsync("ben");
        await Users.DisableAsync("ben", Ana);

        (await Tokens.CreateAsync(Token("t-1", "ghost"), Ana)).Error.ShouldBe(Error.UserNotFound("ghost"));
        (await Tokens.CreateAsync(Token("t-1", "ben"), Ana)).Error.ShouldBe(
            Error.Conflict("User 'ben' is disabled; enable it first.", "ben")
        );
        (await Tokens.CreateAsync(Token("t-1", "ana", SettableClock.Start), Ana)).Error.ShouldBe(
            Error.Invalid("A token must expire in the future.", "expires_at")
        );
        (await Tokens.GetAsync("t-1", Cancellation)).Error.ShouldBe(Error.TokenNotFound("t-1"));
        (await Tokens.RevokeAsync("t-1", Ana)).Error.ShouldBe(Error.TokenNotFound("t-1"));
    }

    [Fact]
    public async Task A_narrowed_token_makes_no_wider_one()
    {
        await CreateUserAsync("ana");
        var own = TokenScope.Parse(["read", "request"], ["fraud-*"]).Value;
        var narrower = Token("t-1", "ana") with { Scope = TokenScope.Parse(["read"], ["fraud-eu"]).Value };

        var wider = await Tokens.CreateAsync(Token("t-2", "ana"), Ana, own);

        wider.Error!.Code.ShouldBe(ErrorCode.Forbidden);
        wider.Error.Message.ShouldContain("makes no wider one");
        (await Tokens.CreateAsync(narrower, Ana, own)).Value.Scope.Models.ShouldBe(["fraud-eu"]);
        (await ListAsync("ana", 10)).ShouldBe(["t-1"]);
    }

    [Fact]
    public async Task Tokens_are_listed_newest_first_page_by_page_of_one_user_or_of_all()
    {
        await CreateUserAsync("ana");
        await CreateUserAsync("ben");
        for (var i = 1; i <= 5; i++)
        {
            await CreateTokenAsync($"t-{i}", i == 3 ? "ben" : "ana");
            Clock.Advance(TimeSpan.FromSeconds(i / 3));
        }

        await Tokens.RevokeAsync("t-4", Ana);

        (await ListAsync(null, 2)).ShouldBe(["t-5", "t-4", "t-3", "t-2", "t-1"]);
        (await ListAsync("ana", 3)).ShouldBe(["t-5", "t-4", "t-2", "t-1"]);
        (await ListAsync("ghost", 3)).ShouldBeEmpty();
        var ofAna = (await Tokens.ListAsync("ana", 1, null, Cancellation)).Value.Next;
        (await Tokens.ListAsync("ben", 1, ofAna, Cancellation)).Error!.Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task When_a_token_was_last_used_is_written_once_a_minute_at_most()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        await CreateTokenAsync("t-2", "ana");
        var tokens = Tokens;

        await WhoIsAsync(tokens, "t-1");
        (await LastUseAsync("t-1")).ShouldBeNull();
        await tokens.WriteUsesAsync();
        (await LastUseAsync("t-1")).ShouldBe(SettableClock.Start);
        (await LastUseAsync("t-2")).ShouldBeNull();

        Clock.Advance(TimeSpan.FromSeconds(59));
        await WhoIsAsync(tokens, "t-1");
        await tokens.WriteUsesAsync();
        (await LastUseAsync("t-1")).ShouldBe(SettableClock.Start);

        Clock.Advance(TimeSpan.FromSeconds(1));
        await WhoIsAsync(tokens, "t-1");
        await tokens.WriteUsesAsync();
        (await LastUseAsync("t-1")).ShouldBe(SettableClock.Start.AddMinutes(1));
        await tokens.WriteUsesAsync();
    }

    [Fact]
    public async Task A_token_that_lets_nobody_in_counts_as_not_used()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        await Tokens.RevokeAsync("t-1", Ana);
        var tokens = Tokens;

        await WhoIsAsync(tokens, "t-1");
        await tokens.WriteUsesAsync();

        (await LastUseAsync("t-1")).ShouldBeNull();
    }

    // A reader that is never slower than a revocation would not notice if it kept what it had read before it.
    [Fact]
    public async Task Nobody_gets_in_by_a_token_once_its_revocation_has_returned()
    {
        await CreateUserAsync("ana");
        for (var i = 0; i < 40; i++)
        {
            var id = $"t-{i}";
            await CreateTokenAsync(id, "ana");
            using var done = new CancellationTokenSource();
            var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskUntilAsync(id, done.Token))).ToList();
            await Tokens.RevokeAsync(id, Ana);

            (await WhoIsAsync(id)).IsOk.ShouldBeFalse(id);

            await done.CancelAsync();
            await Task.WhenAll(readers);
            (await WhoIsAsync(id)).IsOk.ShouldBeFalse(id);
        }
    }

    private async Task AskUntilAsync(string token, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await WhoIsAsync(token);
        }
    }

    private async Task<DateTimeOffset?> LastUseAsync(string id) =>
        (await Tokens.GetAsync(id, Cancellation)).Value.LastUsedAt;

    private async Task<List<string>> ListAsync(string? user, int maxResults)
    {
        var ids = new List<string>();
        string? next = null;
        do
        {
            var page = (await Tokens.ListAsync(user, maxResults, next, Cancellation)).Value;
            ids.AddRange(page.Items.Select(token => token.Id));
            next = page.Next;
        } while (next is not null);

        return ids;
    }
}

public sealed class SqliteTokenStoreTests(SqliteTestDatabase database)
    : TokenStoreContract(database),
        IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task A_known_token_is_not_read_again()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        await WhoIsAsync("t-1");

        // Past the product, which therefore does not learn of it.
        await Test.ExecuteAsync("DELETE FROM tokens");

        (await WhoIsAsync("t-1")).Value.Name.ShouldBe("ana");
    }

    [Fact]
    public async Task What_was_read_before_a_change_is_not_remembered_after_it()
    {
        var cache = Database.Identities;
        var read = new KnownToken(
            new Token("t-1", "ana", "", TokenScope.Whole, "ana", SettableClock.Start, null),
            new Identity("ana", IdentityKind.Person, [], TokenScope.Whole),
            IsDisabled: false
        );

        await cache.FindTokenAsync("h", ReadWhileItChanges);
        (await cache.FindTokenAsync("h", () => Task.FromResult<KnownToken?>(null))).ShouldBeNull();

        await cache.HasPeopleAsync(async () =>
        {
            await cache.ForgetAsync();
            return true;
        });
        (await cache.HasPeopleAsync(() => Task.FromResult(false))).ShouldBeFalse();
        (await cache.HasPeopleAsync(() => Task.FromResult(true))).ShouldBeFalse();

        async Task<KnownToken?> ReadWhileItChanges()
        {
            await cache.ForgetAsync();
            return read;
        }
    }
}

public sealed class PostgresTokenStoreTests(PostgresTestDatabase database)
    : TokenStoreContract(database),
        IClassFixture<PostgresTestDatabase>
{
    [Fact]
    public async Task What_another_server_revokes_or_disables_holds_at_once()
    {
        await using var other = await Test.OpenAsync(Clock);
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        await CreateTokenAsync("t-2", "ana");
        (await WhoIsAsync("t-1")).IsOk.ShouldBeTrue();
        (await WhoIsAsync("t-2")).IsOk.ShouldBeTrue();
        (await Users.HasPeopleAsync(Cancellation)).ShouldBeTrue();

        await new TokenStore(other, Clock).RevokeAsync("t-1", Ana);
        (await WhoIsAsync("t-1")).IsOk.ShouldBeFalse();
        await new UserStore(other).DisableAsync("ana", Ana);
        (await WhoIsAsync("t-2")).IsOk.ShouldBeFalse();
        await new UserStore(other).DeleteAsync("ana", Ana);
        (await Users.HasPeopleAsync(Cancellation)).ShouldBeFalse();
    }
}
