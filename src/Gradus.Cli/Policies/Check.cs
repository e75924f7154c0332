using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy check [FILE]</c>: asks no server.</summary>
internal static class Check
{
    public static Verb Create()
    {
        var file = PolicyText.Argument();
        var verb = new Verb("check", "Tell every problem of a policy file with its place. Needs no server.")
        {
            Arguments = { file },
            Notes =
            [
                "A problem is a line FILE:LINE:COLUMN: message, as compilers write it. Exit code 1 if there is any.",
            ],
            Examples = ["policy check", "policy check rules/production.yaml --json"],
        };
        verb.Does(async (run, cancel) => (await PolicyText.ReadAsync(run.Get(file), cancel)).Tell(run));
        return verb;
    }
}
