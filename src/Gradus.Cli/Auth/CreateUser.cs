using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Identities;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth users create NAME</c></summary>
internal static class CreateUser
{
    public static Verb Create()
    {
        var name = Words.Text("name", "NAME", "Up to 64 letters, digits, '.', '_', '-', '@' and '+'.");
        var service = new Option<bool>("--service") { Description = "A program's account, not a person's." };
        var description = Words.TextOption("--description", "TEXT", "Who or what it is.");
        var yes = Consent.Option();
        var verb = new Verb("create", "Create a person or a service account.")
        {
            Arguments = { name },
            Options = { service, description, yes },
            Notes =
            [
                "It can do nothing yet: give it a token with auth tokens create, and a group with auth groups add.",
                "The first user besides admin ends local use: from then on every client needs a token.",
            ],
            Examples =
            [
                "auth users create ana@example.org",
                "auth users create ci --service --description \"the nightly pipeline\"",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (!await AgreesToEndLocalUseAsync(run, yes, cancel))
                {
                    run.Terminal.Complain("Nobody was created.");
                    return ExitCode.Refused;
                }

                var created = await run.Server.Users.CreateAsync(
                    new CreateUserDto(run.Get(name), run.Get(service) ? "service" : "person", run.Get(description)),
                    cancel
                );
                return run.Answer(
                    created,
                    ProtocolJson.Default.UserDto,
                    (_, dto) =>
                        run.Done($"{(dto.Kind == "service" ? "Service account" : "User")} '{dto.Name}' is created.")
                );
            }
        );
        return verb;
    }

    // Whoever makes the first user shuts out every client without a token, which they have to hear before it is so.
    private static async Task<bool> AgreesToEndLocalUseAsync(Run run, Option<bool> yes, CancellationToken cancel)
    {
        var page = await run.Server.Users.ListAsync(maxResults: 2, cancel: cancel);
        if (page.Users is not [{ Name: "admin" }])
        {
            return true;
        }

        run.Terminal.Remark(
            Tone.Doubtful.Of(
                $"This is the first user besides 'admin': it ends local use, and clients without a token are turned away from now on. Make them tokens with: {run.Session.Name} auth tokens create"
            )
        );
        return Consent.Given(run, yes, "Create it?");
    }
}
