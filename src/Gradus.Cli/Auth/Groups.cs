using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Identities;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth groups …</c></summary>
internal static class Groups
{
    public static CommandLine.Noun Create() =>
        new("groups", "", "Groups of users. Who is in administrators may do everything.")
        {
            List(),
            CreateGroup(),
            Delete(),
            Membership(
                new Verb("add", "Put a user into a group.") { Examples = ["auth groups add reviewers ana"] },
                (groups, group, user, cancel) => groups.AddAsync(group, user, cancel),
                "is in"
            ),
            Membership(
                new Verb("remove", "Take a user out of a group.") { Examples = ["auth groups remove reviewers ana"] },
                (groups, group, user, cancel) => groups.RemoveAsync(group, user, cancel),
                "is not in"
            ),
        };

    private static Verb List()
    {
        var page = new PageOptions();
        var verb = new Verb("list", "List groups by name, with their members.") { Examples = ["auth groups list"] };
        page.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (groups, next) = await page.ReadAsync(
                    run,
                    async (max, token) =>
                    {
                        var found = await run.Server.Groups.ListAsync(max, token, cancel);
                        return (found.Groups, found.NextPageToken);
                    }
                );
                return run.Answer(new GroupPageDto(groups, next), ProtocolJson.Default.GroupPageDto, Print);
            }
        );
        return verb;
    }

    private static Verb CreateGroup()
    {
        var name = Words.Text("name", "NAME", "Up to 64 letters, digits, '.', '_', '-', '@' and '+'.");
        var description = Words.TextOption("--description", "TEXT", "What it is for.");
        var verb = new Verb("create", "Create a group without members.")
        {
            Arguments = { name },
            Options = { description },
            Examples = ["auth groups create reviewers --description \"they approve what goes to Production\""],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Groups.CreateAsync(
                        new CreateGroupDto(run.Get(name), run.Get(description)),
                        cancel
                    ),
                    ProtocolJson.Default.GroupDto,
                    (_, dto) => run.Done($"Group '{dto.Name}' is created.")
                )
        );
        return verb;
    }

    private static Verb Delete()
    {
        var group = Name();
        var yes = Consent.Option();
        var verb = new Verb("delete", "Delete a group. Its members stay.")
        {
            Arguments = { group },
            Options = { yes },
            Examples = ["auth groups delete reviewers"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (!Consent.Given(run, yes, $"Delete group '{run.Get(group)}'?"))
                {
                    run.Terminal.Complain("Nothing was deleted.");
                    return ExitCode.Refused;
                }

                await run.Server.Groups.DeleteAsync(run.Get(group), cancel);
                return run.Done($"Group '{run.Get(group)}' is deleted.");
            }
        );
        return verb;
    }

    private static Verb Membership(
        Verb verb,
        Func<GroupsClient, string, string, CancellationToken, Task> change,
        string outcome
    )
    {
        var group = Name();
        var user = Words.Text("user", "USER", "The user's name.");
        verb.Arguments.Add(group);
        verb.Arguments.Add(user);
        verb.Does(
            async (run, cancel) =>
            {
                await change(run.Server.Groups, run.Get(group), run.Get(user), cancel);
                return run.Done($"'{run.Get(user)}' {outcome} '{run.Get(group)}'.");
            }
        );
        return verb;
    }

    private static Argument<string> Name() => Words.Text("group", "GROUP", "The group's name.");

    private static void Print(Terminal terminal, GroupPageDto page)
    {
        var table = new Table("Group", "Members", "What for");
        foreach (var group in page.Groups)
        {
            table.Row(Tone.Strong.Of(group.Name), string.Join(", ", group.Members), Shown.Brief(group.Description));
        }

        table.Print(terminal, "No groups.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
