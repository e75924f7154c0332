using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Testing.Databases;

namespace Gradus.Data.Identities;

public abstract class GroupStoreContract(TestDatabase database) : IdentityContract(database)
{
    [Fact]
    public async Task The_administrators_are_there_from_the_start_and_cannot_be_deleted()
    {
        (await GroupsThere.GetAsync("administrators", Cancellation)).Value.Members.ShouldBeEmpty();

        (await GroupsThere.DeleteAsync("administrators", Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);

        (await GroupsThere.GetAsync("administrators", Cancellation)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_group_is_kept_with_who_created_it_and_its_members_by_name()
    {
        await GroupsThere.CreateAsync(GroupName.Parse("reviewers").Value, "They review.", Ben);
        await CreateUserAsync("eve");
        await CreateUserAsync("ana");
        await JoinAsync("reviewers", "eve", "ana", "eve");

        var group = (await GroupsThere.GetAsync("reviewers", Cancellation)).Value;

        (group.Name, group.Description, group.CreatedBy, group.CreatedAt).ShouldBe(
            ("reviewers", "They review.", "ben", SettableClock.Start)
        );
        group.Members.ShouldBe(["ana", "eve"]);
    }

    [Fact]
    public async Task Of_two_names_that_differ_by_case_only_the_second_is_refused()
    {
        (await GroupsThere.CreateAsync(GroupName.Parse("Administrators").Value, "", Ana)).Error.ShouldBe(
            new Error(
                ErrorCode.AlreadyExists,
                "Group 'Administrators' would differ from group 'administrators' by case only.",
                "Administrators"
            )
        );
        (await GroupsThere.CreateAsync(GroupName.Parse("administrators").Value, "", Ana)).Error!.Message.ShouldBe(
            "Group 'administrators' already exists."
        );
    }

    [Fact]
    public async Task Groups_are_listed_by_name_page_by_page()
    {
        await CreateUserAsync("ana");
        await CreateGroupAsync("zeta", "ana");
        await CreateGroupAsync("beta");
        await CreateGroupAsync("alpha", "ana");

        var first = (await GroupsThere.ListAsync(3, null, Cancellation)).Value;
        var second = (await GroupsThere.ListAsync(3, first.Next, Cancellation)).Value;

        first.Items.Select(group => group.Name).ShouldBe(["administrators", "alpha", "beta"]);
        first.Items.Select(group => group.Members.Count).ShouldBe([0, 1, 0]);
        second.Items.ShouldHaveSingleItem().Name.ShouldBe("zeta");
        second.Next.ShouldBeNull();
        (await GroupsThere.ListAsync(3, "x", Cancellation)).Error!.Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task What_a_token_stands_for_follows_its_users_groups_at_once()
    {
        await CreateUserAsync("ana");
        await CreateTokenAsync("t-1", "ana");
        await CreateGroupAsync("reviewers");
        (await WhoIsAsync("t-1")).Value.Groups.ShouldBeEmpty();

        await JoinAsync("reviewers", "ana");
        await JoinAsync(Groups.Administrators, "ana");
        (await WhoIsAsync("t-1")).Value.Groups.ShouldBe(["administrators", "reviewers"]);

        await CreateAdministratorsAsync("ben");
        (await GroupsThere.RemoveAsync(Groups.Administrators, "ana", Ana)).Value.Members.ShouldBe(["ben"]);
        (await WhoIsAsync("t-1")).Value.Groups.ShouldBe(["reviewers"]);
        await GroupsThere.DeleteAsync("reviewers", Ana);
        (await WhoIsAsync("t-1")).Value.Groups.ShouldBeEmpty();
        (await Users.GetAsync("ana", Cancellation)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task The_last_administrator_stays_in_the_group()
    {
        await CreateAdministratorsAsync("ana", "ben");
        await Users.DisableAsync("ben", Ana);

        ShouldBeLast((await GroupsThere.RemoveAsync(Groups.Administrators, "ana", Ana)).Error, "ana");

        (await GroupsThere.RemoveAsync(Groups.Administrators, "ben", Ana)).Value.Members.ShouldBe(["ana"]);
        await CreateGroupAsync("reviewers", "ana");
        (await GroupsThere.RemoveAsync("reviewers", "ana", Ana)).Value.Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await CreateUserAsync("ana");

        (await GroupsThere.AddAsync("ghosts", "ana", Ana)).Error.ShouldBe(Error.GroupNotFound("ghosts"));
        (await GroupsThere.AddAsync("administrators", "ghost", Ana)).Error.ShouldBe(Error.UserNotFound("ghost"));
        (await GroupsThere.RemoveAsync("ghosts", "ana", Ana)).Error.ShouldBe(Error.GroupNotFound("ghosts"));
        (await GroupsThere.RemoveAsync("administrators", "ghost", Ana)).Error.ShouldBe(Error.UserNotFound("ghost"));
        (await GroupsThere.DeleteAsync("ghosts", Ana)).Error.ShouldBe(Error.GroupNotFound("ghosts"));
        (await GroupsThere.GetAsync("ghosts", Cancellation)).Error.ShouldBe(Error.GroupNotFound("ghosts"));
        (await GroupsThere.RemoveAsync("administrators", "ana", Ana)).Value.Members.ShouldBeEmpty();
    }
}

public sealed class SqliteGroupStoreTests(SqliteTestDatabase database)
    : GroupStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresGroupStoreTests(PostgresTestDatabase database)
    : GroupStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
