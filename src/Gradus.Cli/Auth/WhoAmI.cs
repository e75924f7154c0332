using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Identities;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth whoami</c></summary>
internal static class WhoAmI
{
    public static Verb Create()
    {
        var verb = new Verb("whoami", "Tell who the server takes you for.") { Examples = ["auth whoami"] };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Access.WhoAmIAsync(cancel),
                    ProtocolJson.Default.MeDto,
                    (terminal, me) => terminal.Line(Say(me))
                )
        );
        return verb;
    }

    private static string Say(MeDto me)
    {
        var groups = me.Groups.Count > 0 ? $", of {string.Join(", ", me.Groups)}" : "";
        var narrowed =
            (me.Actions.Count > 0 ? $"; the token is narrowed to {string.Join(", ", me.Actions)}" : "")
            + (me.Models.Count > 0 ? $"; the token is good for {string.Join(", ", me.Models)}" : "");
        return me.Kind == "local"
            ? $"{me.Name}; the registry has no users, and takes everyone on its machine for whom they say they are."
            : $"{me.Name}, a {me.Kind}{groups}{narrowed}.";
    }
}
