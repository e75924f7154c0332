using System.CommandLine;
using Gradus.Cli.CommandLine;
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
        var verb = new Verb("create", "Create a person or a service account.")
        {
            Arguments = { name },
            Options = { service, description },
            Notes =
            [
                "It can do nothing yet: give it a token with auth tokens create, and a group with auth groups add.",
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
}
