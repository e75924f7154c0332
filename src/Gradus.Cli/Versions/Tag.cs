using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions tag MODEL VERSION KEY=VALUE</c></summary>
internal static class Tag
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var tag = Words.Tag();
        var verb = new Verb("tag", "Set a tag of a version.")
        {
            Arguments = { model, version, tag },
            Examples = ["versions tag churn 3 trainer=nightly"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var (key, value) = run.Get(tag);
                await run.Server.Versions.SetTagAsync(run.Get(model), run.Get(version), key, value, cancel);
                return run.Done($"Version {run.Get(version)} of '{run.Get(model)}' has the tag {key}={value}.");
            }
        );
        return verb;
    }
}
