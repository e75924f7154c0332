using Gradus.Protocol.Identities;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Tests.Auth;

public sealed class AuthTests
{
    [Fact]
    public async Task A_user_is_created_listed_disabled_enabled_and_deleted()
    {
        await using var live = await Live.StartAsAdministratorAsync();

        var none = await live.RunAsync("auth users list");
        var created = await live.RunAsync("auth users create ana@example.org --description 'Ana Meyer'");
        var service = await live.RunAsync("auth users create ci --service");
        var list = await live.RunAsync("auth users list");

        none.Output.ShouldMatch("admin +person +administrators ");
        created.Output.ShouldBe("✓ User 'ana@example.org' is created.\n");
        created.Error.ShouldContain("it ends local use, and clients without a token are turned away from now on");
        service.Error.ShouldBeEmpty();
        service.Output.ShouldBe("✓ Service account 'ci' is created.\n");
        list.Output.ShouldMatch(@"ana@example\.org +person +Ana Meyer +20.*\nci +service +20");
        (await live.RunAsync("auth users list --kind service")).Output.ShouldNotContain("ana@");
        (await live.RunAsync("auth users disable ci")).Output.ShouldBe(
            "✓ 'ci' is disabled, and its tokens are revoked.\n"
        );
        (await live.Api.Users.GetAsync("ci")).DisabledAt.ShouldNotBeNull();
        (await live.RunAsync("auth users enable ci")).Output.ShouldBe("✓ 'ci' is enabled; it needs a new token.\n");
        (await live.RunAsync("auth users delete ci")).Output.ShouldBe("✓ User 'ci' is deleted.\n");
        (await live.Api.Users.ListAsync()).Users.Select(user => user.Name).ShouldBe(["admin", "ana@example.org"]);
    }

    [Fact]
    public async Task A_group_is_created_filled_emptied_and_deleted()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.RunAsync("auth users create ana");
        await live.RunAsync("auth users create ben");

        (await live.RunAsync("auth groups create reviewers --description 'they approve'")).Output.ShouldBe(
            "✓ Group 'reviewers' is created.\n"
        );
        (await live.RunAsync("auth groups add reviewers ana")).Output.ShouldBe("✓ 'ana' is in 'reviewers'.\n");
        await live.RunAsync("auth groups add reviewers ben");
        (await live.RunAsync("auth groups list")).Output.ShouldMatch(@"reviewers +ana, ben +they approve");
        (await live.RunAsync("auth users list")).Output.ShouldMatch(@"ana +person +reviewers ");
        (await live.RunAsync("auth groups remove reviewers ana")).Output.ShouldBe("✓ 'ana' is not in 'reviewers'.\n");
        (await live.Api.Groups.GetAsync("reviewers")).Members.ShouldBe(["ben"]);
        (await live.RunAsync("auth groups delete reviewers")).Output.ShouldBe("✓ Group 'reviewers' is deleted.\n");
        (await live.Api.Groups.ListAsync()).Groups.ShouldHaveSingleItem().Name.ShouldBe("administrators");
    }

    [Fact]
    public async Task A_token_shows_its_secret_once_and_alone_on_the_output_if_so_asked()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.RunAsync("auth users create ci --service");
        const string Create =
            "auth tokens create --user ci --scope read,request --scope hold --models 'fraud-*' --for 2h";

        var quiet = await live.RunAsync($"{Create} --quiet");
        var aloud = await live.RunAsync($"{Create} --description nightly");

        quiet.Error.ShouldBeEmpty();
        quiet.Output.ShouldMatch(@"^gradus_[\w-]{43}\n$");
        aloud.Output.ShouldMatch(
            @"^✓ Token \w+ of 'ci' is good for read, request, hold on fraud-\*, until 20[^\n]+\.\ngradus_[\w-]{43}\n$"
        );
        aloud.Error.ShouldContain("this once");
        var tokens = (await live.Api.Tokens.ListAsync("ci")).Tokens;
        tokens.Select(token => token.Description).ShouldBe(["nightly", ""]);
        tokens.ShouldAllBe(token =>
            token.ExpiresAt - token.CreatedAt > 7_000_000 && token.ExpiresAt - token.CreatedAt < 7_260_000
        );
        var list = await live.RunAsync("auth tokens list --user ci");
        list.Output.ShouldMatch(@"ci +read, request, hold on fraud-\* +nightly +20\S+ \S+ +never");
        list.Output.ShouldNotContain("gradus_");
    }

    [Fact]
    public async Task A_token_is_good_for_ninety_days_if_nothing_else_is_said_and_for_ever_if_it_is()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.RunAsync("auth users create ci --service");

        await live.RunAsync("auth tokens create --user ci");
        var endless = await live.RunAsync("auth tokens create --user ci --no-expiry");

        endless.Output.ShouldContain("is good for everything, until it is revoked.");
        var tokens = (await live.Api.Tokens.ListAsync("ci")).Tokens;
        tokens[0].ExpiresAt.ShouldBeNull();
        TimeSpan.FromMilliseconds((tokens[1].ExpiresAt - tokens[1].CreatedAt)!.Value).TotalDays.ShouldBe(90, 0.01);
    }

    [Fact]
    public async Task A_token_is_revoked_by_its_id()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.Api.Users.CreateAsync(new CreateUserDto("ana"));
        var token = (await live.Api.Tokens.CreateAsync(new CreateTokenDto("ana"))).Token;

        var revoked = await live.RunAsync($"auth tokens revoke {token.Id}");

        revoked.Output.ShouldBe($"✓ Token {token.Id} of 'ana' is revoked.\n");
        (await live.Api.Tokens.GetAsync(token.Id)).RevokedAt.ShouldNotBeNull();
        (await live.RunAsync("auth tokens list")).Output.ShouldNotContain(token.Id);
        (await live.RunAsync("auth tokens list --everyone")).Output.ShouldContain(token.Id);
    }

    [Theory]
    [InlineData("ghost promote m", "User 'ghost' does not exist.")]
    [InlineData("ana fly m", "'fly' is no action. There are: read,")]
    [InlineData("ana promote m production", "Stage 'production' does not exist. Did you mean 'Production'?")]
    public async Task A_question_that_makes_no_sense_is_not_answered_with_no(string question, string complaint)
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.Api.Users.CreateAsync(new CreateUserDto("ana"));
        await live.Api.Models.CreateAsync(new CreateModelDto("m"));

        var outcome = await live.RunAsync($"auth can {question}");

        outcome.Complaint.ShouldContain(complaint);
        outcome.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Of_a_model_that_is_not_there_it_is_told_what_the_rules_say_and_that_it_is_not_there()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.Api.Users.CreateAsync(new CreateUserDto("ana"));
        await live.Api.Models.CreateAsync(new CreateModelDto("churn"));

        var known = await live.RunAsync("auth can ana promote churn Production");
        var mistyped = await live.RunAsync("auth can ana promote chrun Production");

        known.ShouldBe(new Cli.Outcome(0, "Yes: the policy has no permissions, so everyone may.\n", ""));
        (mistyped.ExitCode, mistyped.Output).ShouldBe((0, known.Output));
        mistyped.Error.ShouldStartWith("Registered model 'chrun' does not exist. Did you mean 'churn'?");
    }

    [Fact]
    public async Task Long_lists_are_followed_to_their_end()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        foreach (var name in new[] { "ana", "ben", "cy" })
        {
            await live.Api.Users.CreateAsync(new CreateUserDto(name));
            await live.Api.Groups.CreateAsync(new CreateGroupDto($"of-{name}"));
            await live.Api.Tokens.CreateAsync(new CreateTokenDto(name));
        }

        var page = await live.RunAsync("auth users list --max-results 3");
        page.Output.ShouldNotContain("cy");
        page.Error.ShouldContain("There is more");
        (await live.RunAsync("auth users list --max-results 2 --all")).Output.ShouldContain("cy");
        (await live.RunAsync("auth groups list --max-results 2 --all")).Output.ShouldContain("of-cy");
        var tokens = await live.RunAsync("auth tokens list --everyone --max-results 2 --all --json");
        tokens.Output.Split("\"user\"").Length.ShouldBe(5);
    }

    [Fact]
    public async Task What_is_wrong_is_one_line_and_changes_nothing()
    {
        await using var live = await Live.StartAsAdministratorAsync();
        await live.RunAsync("auth users create ana");

        await ShouldRefuseAsync(1, "auth users create a:b", "User name 'a:b' may only hold the letters a to z");
        await ShouldRefuseAsync(1, "auth users create ANA", "would differ from user 'ana' by case only.");
        await ShouldRefuseAsync(1, "auth users delete admin", "'admin' is the last person among the administrators");
        await ShouldRefuseAsync(1, "auth groups remove administrators admin", "'admin' is the last person");
        await ShouldRefuseAsync(1, "auth groups add ghosts ana", "Group 'ghosts' does not exist.");
        await ShouldRefuseAsync(1, "auth tokens create --user ghost", "User 'ghost' does not exist.");
        await ShouldRefuseAsync(1, "auth tokens create --user ana --scope write", "'write' is no action");
        await ShouldRefuseAsync(1, "auth tokens create --user ana --for 0s", "A token must expire in the future.");
        await ShouldRefuseAsync(1, "auth tokens revoke nothing", "Token 'nothing' does not exist.");
        await ShouldRefuseAsync(2, "auth tokens create --for 90x", "--for takes a time such as 90s");
        await ShouldRefuseAsync(2, "auth tokens create --for 9d --no-expiry", "Give --for or --no-expiry, not both.");
        await ShouldRefuseAsync(2, "auth tokens create ana", "takes no further argument 'ana'.");
        await ShouldRefuseAsync(2, "auth users list --kind robot", "robot");
        await ShouldRefuseAsync(
            2,
            "auth users",
            "'gradus auth users' needs a command: list, create, disable, enable, delete."
        );
        await ShouldRefuseAsync(2, "tokens list", "Unknown command 'tokens' in 'gradus'. Did you mean 'auth tokens'?");
        await ShouldRefuseAsync(2, "auth users rm ana", "Did you mean 'delete'?");

        (await live.Api.Users.ListAsync()).Users.ShouldAllBe(user => user.DisabledAt == null);
        (await live.Api.Tokens.ListAsync(everyone: true)).Tokens.ShouldHaveSingleItem();

        async Task ShouldRefuseAsync(int exitCode, string line, string complaint)
        {
            var outcome = await live.RunAsync(line);
            outcome.Complaint.ShouldContain(complaint);
            outcome.ExitCode.ShouldBe(exitCode, line);
        }
    }
}
