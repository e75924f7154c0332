using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models tag MODEL KEY=VALUE</c></summary>
internal static class Tag
{
    public static Verb Create()
    {
        var model = Words.Model();
        var tag = Words.Tag();
        var verb = new Verb("tag", "Set a tag of a model.")
        {
            Arguments = { model, tag },
            Examples = ["models tag churn team=growth"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var (key, value) = run.Get(tag);
                await run.Server.Models.SetTagAsync(run.Get(model), key, value, cancel);
                return run.Done($"Model '{run.Get(model)}' has the tag {key}={value}.");
            }
        );
        return verb;
    }
}
