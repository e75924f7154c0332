using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions delete MODEL VERSION</c></summary>
internal static class Delete
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var yes = Consent.Option();
        var verb = new Verb("delete", "Delete a version. Its number is not given again, and its history stays.")
        {
            Arguments = { model, version },
            Options = { yes },
            Examples = ["versions delete churn 3"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (!Consent.Given(run, yes, $"Delete version {run.Get(version)} of '{run.Get(model)}'?"))
                {
                    run.Terminal.Complain("Nothing was deleted.");
                    return ExitCode.Refused;
                }

                await run.Server.Versions.DeleteAsync(run.Get(model), run.Get(version), cancel);
                return run.Done($"Version {run.Get(version)} of '{run.Get(model)}' is deleted.");
            }
        );
        return verb;
    }
}
