using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages delete --name STAGE</c></summary>
internal static class Delete
{
    public static Verb Create()
    {
        var stage = Words.StageName();
        var verb = new Verb("delete", "Delete a stage that holds no version.")
        {
            Options = { stage },
            Examples = ["stages delete --name Canary"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Stages.DeleteAsync(run.Get(stage)!, cancel);
                return run.Done($"Stage '{run.Get(stage)}' is deleted.");
            }
        );
        return verb;
    }
}
