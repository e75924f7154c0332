using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models unalias MODEL ALIAS</c></summary>
internal static class Unalias
{
    public static Verb Create()
    {
        var model = Words.Model();
        var alias = Words.Text("alias", "ALIAS", "The alias to remove.");
        var verb = new Verb("unalias", "Remove an alias.")
        {
            Arguments = { model, alias },
            Examples = ["models unalias churn champion"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Models.DeleteAliasAsync(run.Get(model), run.Get(alias), cancel);
                return run.Done($"Model '{run.Get(model)}' has no alias '{run.Get(alias)}' any more.");
            }
        );
        return verb;
    }
}
