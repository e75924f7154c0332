using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Testing.Databases;

namespace Gradus.Data.Identities;

public abstract class UserStoreContract(TestDatabase database) : IdentityContract(database)
{
    [Fact]
    public async Task A_user_is_kept_with_who_created_it_and_when()
    {
        var created = await Users.CreateAsync(UserName.Parse("ci").Value, IdentityKind.Service, "The pipeline.", Ben);

        var user = (await Users.GetAsync("ci", Cancellation)).Value;
        (user with { Groups = [] }).ShouldBe(
            new User("ci", IdentityKind.Service, "The pipeline.", "ben", SettableClock.Start, null, user.Groups) with
            {
                Groups = [],
            }
        );
        user.Groups.ShouldBeEmpty();
        created.Value.Name.ShouldBe("ci");
    }

    [Fact]
    public async Task Of_two_names_that_differ_by_case_only_the_second_is_refused()
    {
        await CreateUserAsync("Ana");

        (await Users.CreateAsync(UserName.Parse("Ana").Value, IdentityKind.Person, "", Ben)).Error.ShouldBe(
            new Error(ErrorCode.AlreadyExists, "User 'Ana' already exists.", "Ana")
        );
        (await Users.CreateAsync(UserName.Parse("aNA").Value, IdentityKind.Person, "", Ben)).Error.ShouldBe(
            new Error(ErrorCode.AlreadyExists, "User 'aNA' would differ from user 'Ana' by case only.", "aNA")
        );
        (await Users.GetAsync("ana", Cancellation)).Error.ShouldBe(Error.UserNotFound("ana"));
        (await NamesAsync(null)).ShouldBe(["Ana"]);
    }

    [Fact]
    public async Task Users_are_listed_by_name_page_by_page_with_their_groups()
    {
        foreach (var name in new[] { "eve", "Zoe", "ben", "ana", "dan" })
        {
            await CreateUserAsync(name, name == "ben" ? IdentityKind.Service : IdentityKind.Person);
        }

        await CreateGroupAsync("reviewers", "dan", "ana", "ben");
        await CreateGroupAsync("authors", "ana");

        var listed = new List<User>();
        string? token = null;
        do
        {
            var page = (await Users.ListAsync(IdentityKind.Person, 2, token, Cancellation)).Value;
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            listed.AddRange(page.Items);
            token = page.Next;
        } while (token is not null);

        listed
            .Select(user => $"{user.Name}: {string.Join(' ', user.Groups)}")
            .ShouldBe(["Zoe: ", "ana: authors reviewers", "dan: reviewers", "eve: "]);
    }

    [Fact]
    public async Task A_page_token_of_another_list_is_refused()
    {
        await CreateUserAsync("ana");
        await CreateUserAsync("ben");
        var ofPeople = (await Users.ListAsync(IdentityKind.Person, 1, null, Cancellation)).Value.Next;

        (await Users.ListAsync(null, 1, ofPeople, Cancellation)).Error!.Code.ShouldBe(ErrorCode.Invalid);
        (await Users.ListAsync(null, 1, "x", Cancellation)).Error!.Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task A_disabled_user_has_lost_its_tokens_for_good()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        (await WhoIsAsync("t-1")).Value.Name.ShouldBe("ana");

        (await Users.DisableAsync("ana", Ana)).Value.DisabledAt.ShouldBe(SettableClock.Start);
        (await WhoIsAsync("t-1")).Error.ShouldBe(
            new Error(ErrorCode.Unauthenticated, "User 'ana' is disabled.", "ana")
        );

        (await Users.EnableAsync("ana", Ana)).Value.DisabledAt.ShouldBeNull();
        (await WhoIsAsync("t-1")).Error!.Message.ShouldBe("The token was revoked at 2026-03-01 12:00:00Z.");
        await CreateTokenAsync("t-2", "ana");
        (await WhoIsAsync("t-2")).Value.Name.ShouldBe("ana");
    }

    [Fact]
    public async Task Disabling_and_enabling_again_changes_nothing()
    {
        await CreateUserAsync("ana");
        (await Users.EnableAsync("ana", Ana)).Value.DisabledAt.ShouldBeNull();
        await Users.DisableAsync("ana", Ana);
        Clock.Advance(TimeSpan.FromHours(1));

        (await Users.DisableAsync("ana", Ana)).Value.DisabledAt.ShouldBe(SettableClock.Start);
        (await Users.GetAsync("ana", Cancellation)).Value.DisabledAt.ShouldBe(SettableClock.Start);
    }

    [Fact]
    public async Task A_deleted_user_is_gone_with_its_tokens_and_memberships()
    {
        await CreateUserAsync("ana");
        await CreateGroupAsync("reviewers", "ana");
        await CreateTokenAsync("t-1", "ana");
        (await WhoIsAsync("t-1")).IsOk.ShouldBeTrue();

        (await Users.DeleteAsync("ana", Ana)).IsOk.ShouldBeTrue();

        (await WhoIsAsync("t-1")).Error!.Message.ShouldBe("The token is not one of this registry's.");
        (await GroupsThere.GetAsync("reviewers", Cancellation)).Value.Members.ShouldBeEmpty();
        (await Test.QueryAsync("SELECT id FROM tokens")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_there_is_neither_disabled_enabled_nor_deleted()
    {
        var missing = Error.UserNotFound("ana");

        (await Users.DisableAsync("ana", Ana)).Error.ShouldBe(missing);
        (await Users.EnableAsync("ana", Ana)).Error.ShouldBe(missing);
        (await Users.DeleteAsync("ana", Ana)).Error.ShouldBe(missing);
    }

    [Fact]
    public async Task The_last_administrator_is_neither_disabled_nor_deleted()
    {
        await CreateAdministratorsAsync("ana", "ben");
        await CreateUserAsync("robot", IdentityKind.Service);
        await JoinAsync(Groups.Administrators, "robot");
        (await Users.DisableAsync("ben", Ana)).IsOk.ShouldBeTrue();
        await CreateTokenAsync("t-1", "ana");

        ShouldBeLast((await Users.DisableAsync("ana", Ana)).Error, "ana");
        ShouldBeLast((await Users.DeleteAsync("ana", Ana)).Error, "ana");

        (await Users.GetAsync("ana", Cancellation)).Value.DisabledAt.ShouldBeNull();
        (await WhoIsAsync("t-1")).Value.IsAdministrator.ShouldBeTrue();
        (await Users.DeleteAsync("ben", Ana)).IsOk.ShouldBeTrue();
        (await Users.DeleteAsync("robot", Ana)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_administrators_who_remove_one_another_at_once_one_stays()
    {
        string[] names = ["ana", "ben", "cy", "dan", "eve", "fay"];
        for (var round = 0; round < 5; round++)
        {
            await Test.ExecuteAsync("DELETE FROM users");
            await CreateAdministratorsAsync(names);

            var outcomes = await Task.WhenAll(
                names.Select(
                    (name, i) =>
                        Task.Run(async () =>
                            (i % 3) switch
                            {
                                0 => (await Users.DeleteAsync(name, Ana)).Error,
                                1 => (await Users.DisableAsync(name, Ana)).Error,
                                _ => (await GroupsThere.RemoveAsync(Groups.Administrators, name, Ana)).Error,
                            }
                        )
                )
            );

            outcomes.Count(error => error is null).ShouldBe(names.Length - 1);
            outcomes.ShouldContain(error => error != null && error.Code == ErrorCode.Conflict);
        }
    }

    [Fact]
    public async Task A_registry_without_users_gets_its_first_administrator_once()
    {
        var first = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => Users.BootstrapAsync(SecretOf($"s-{i}"), $"t-{i}")))
        );

        first.Count(did => did).ShouldBe(1);
        var winner = Array.IndexOf(first, true);
        var identity = (await WhoIsAsync($"s-{winner}")).Value;
        (identity.Name, identity.Kind, identity.IsAdministrator).ShouldBe(("admin", IdentityKind.Person, true));
        (await Tokens.ListAsync(null, 10, null, Cancellation))
            .Value.Items.ShouldHaveSingleItem()
            .Id.ShouldBe($"t-{winner}");
    }

    [Fact]
    public async Task Where_somebody_is_already_nobody_is_made_administrator()
    {
        await CreateUserAsync("ana");

        (await Users.BootstrapAsync(SecretOf("s"), "t-1")).ShouldBeFalse();

        (await NamesAsync(null)).ShouldBe(["ana"]);
        (await WhoIsAsync("s")).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task There_are_people_as_soon_as_there_is_anybody_besides_the_first_administrator()
    {
        (await Users.HasPeopleAsync(Cancellation)).ShouldBeFalse();
        await Users.BootstrapAsync(SecretOf("s"), "t-1");
        (await Users.HasPeopleAsync(Cancellation)).ShouldBeFalse();

        await CreateUserAsync("ana");
        (await Users.HasPeopleAsync(Cancellation)).ShouldBeTrue();

        await Users.DeleteAsync("ana", Ana);
        (await Users.HasPeopleAsync(Cancellation)).ShouldBeFalse();
    }

    private async Task<IEnumerable<string>> NamesAsync(IdentityKind? kind) =>
        (await Users.ListAsync(kind, 100, null, Cancellation)).Value.Items.Select(user => user.Name);
}

public sealed class SqliteUserStoreTests(SqliteTestDatabase database)
    : UserStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresUserStoreTests(PostgresTestDatabase database)
    : UserStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
