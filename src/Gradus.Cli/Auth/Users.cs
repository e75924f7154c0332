using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Identities;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth users …</c></summary>
internal static class Users
{
    public static CommandLine.Noun Create() =>
        new("users", "", "People and service accounts.") { List(), CreateUser.Create(), Disable(), Enable(), Delete() };

    private static Verb List()
    {
        var kind = Words.TextOption("--kind", "KIND", "Only these: person or service.");
        kind.AcceptOnlyFromAmong("person", "service");
        var page = new PageOptions();
        var verb = new Verb("list", "List users by name, with their groups.")
        {
            Options = { kind },
            Examples = ["auth users list", "auth users list --kind service --all"],
        };
        page.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (users, next) = await page.ReadAsync(
                    run,
                    async (max, token) =>
                    {
                        var found = await run.Server.Users.ListAsync(run.Get(kind), max, token, cancel);
                        return (found.Users, found.NextPageToken);
                    }
                );
                return run.Answer(new UserPageDto(users, next), ProtocolJson.Default.UserPageDto, Print);
            }
        );
        return verb;
    }

    private static Verb Disable()
    {
        var user = Name();
        var verb = new Verb("disable", "Shut a user out at once. Its tokens are revoked for good.")
        {
            Arguments = { user },
            Notes = ["Better than deleting: the name stays taken, so that nobody else is taken for who had it."],
            Examples = ["auth users disable ana"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Users.DisableAsync(run.Get(user), cancel),
                    ProtocolJson.Default.UserDto,
                    (_, dto) => run.Done($"'{dto.Name}' is disabled, and its tokens are revoked.")
                )
        );
        return verb;
    }

    private static Verb Enable()
    {
        var user = Name();
        var verb = new Verb("enable", "Let a user in again. It needs a new token.")
        {
            Arguments = { user },
            Examples = ["auth users enable ana"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Users.EnableAsync(run.Get(user), cancel),
                    ProtocolJson.Default.UserDto,
                    (_, dto) => run.Done($"'{dto.Name}' is enabled; it needs a new token.")
                )
        );
        return verb;
    }

    private static Verb Delete()
    {
        var user = Name();
        var yes = Consent.Option();
        var verb = new Verb("delete", "Delete a user with its tokens. What it did stays in the history.")
        {
            Arguments = { user },
            Options = { yes },
            Examples = ["auth users delete ana"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (!Consent.Given(run, yes, $"Delete user '{run.Get(user)}' with all its tokens?"))
                {
                    run.Terminal.Complain("Nothing was deleted.");
                    return ExitCode.Refused;
                }

                await run.Server.Users.DeleteAsync(run.Get(user), cancel);
                return run.Done($"User '{run.Get(user)}' is deleted.");
            }
        );
        return verb;
    }

    private static Argument<string> Name() => Words.Text("user", "USER", "The user's name.");

    private static void Print(Terminal terminal, UserPageDto page)
    {
        var table = new Table("User", "Kind", "Groups", "What", "Created", "By", "Disabled");
        foreach (var user in page.Users)
        {
            table.Row(
                Tone.Strong.Of(user.Name),
                user.Kind,
                string.Join(", ", user.Groups),
                Shown.Brief(user.Description),
                Tone.Faint.Of(Shown.Time(user.CreatedAt)),
                user.CreatedBy,
                user.DisabledAt is { } at ? Tone.Bad.Of(Shown.Time(at)) : ""
            );
        }

        table.Print(terminal, "No users: whoever reaches the server is who they say they are.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
