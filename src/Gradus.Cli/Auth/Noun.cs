using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("auth", Root.Access, "Who there is: people, service accounts, their groups and their tokens.")
        {
            Users.Create(),
            Groups.Create(),
            Tokens.Create(),
            WhoAmI.Create(),
            Can.Create(),
        };
}
