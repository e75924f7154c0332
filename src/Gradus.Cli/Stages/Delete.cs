using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages delete STAGE</c></summary>
internal static class Delete
{
    public static Verb Create()
    {
        var stage = Words.Text("stage", "STAGE", "The stage, exactly as registered.");
        var verb = new Verb("delete", "Delete a stage that holds no version.")
        {
            Arguments = { stage },
            Examples = ["stages delete Canary"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Stages.DeleteAsync(run.Get(stage), cancel);
                return run.Done($"Stage '{run.Get(stage)}' is deleted.");
            }
        );
        return verb;
    }
}
