using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions untag MODEL VERSION KEY</c></summary>
internal static class Untag
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var key = Words.Text("key", "KEY", "The tag's name.");
        var verb = new Verb("untag", "Remove a tag of a version.")
        {
            Arguments = { model, version, key },
            Examples = ["versions untag churn 3 trainer"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Versions.DeleteTagAsync(run.Get(model), run.Get(version), run.Get(key), cancel);
                return run.Done(
                    $"Version {run.Get(version)} of '{run.Get(model)}' has no tag '{run.Get(key)}' any more."
                );
            }
        );
        return verb;
    }
}
