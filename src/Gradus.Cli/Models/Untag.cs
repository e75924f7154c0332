using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models untag MODEL KEY</c></summary>
internal static class Untag
{
    public static Verb Create()
    {
        var model = Words.Model();
        var key = Words.Text("key", "KEY", "The tag's name.");
        var verb = new Verb("untag", "Remove a tag of a model.")
        {
            Arguments = { model, key },
            Examples = ["models untag churn team"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Models.DeleteTagAsync(run.Get(model), run.Get(key), cancel);
                return run.Done($"Model '{run.Get(model)}' has no tag '{run.Get(key)}' any more.");
            }
        );
        return verb;
    }
}
