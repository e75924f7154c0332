using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models alias MODEL ALIAS VERSION</c></summary>
internal static class Alias
{
    public static Verb Create()
    {
        var model = Words.Model();
        var alias = Words.Text("alias", "ALIAS", "The name that is to point at a version.");
        var version = Words.Version();
        var verb = new Verb("alias", "Point an alias at a version.")
        {
            Arguments = { model, alias, version },
            Examples = ["models alias churn champion 3"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Models.SetAliasAsync(run.Get(model), run.Get(alias), run.Get(version), cancel);
                return run.Done($"'{run.Get(alias)}' points at version {run.Get(version)} of '{run.Get(model)}'.");
            }
        );
        return verb;
    }
}
