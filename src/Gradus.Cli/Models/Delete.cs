using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models delete MODEL</c></summary>
internal static class Delete
{
    public static Verb Create()
    {
        var model = Words.Model();
        var yes = Consent.Option();
        var verb = new Verb("delete", "Delete a model with all its versions. Its history stays.")
        {
            Arguments = { model },
            Options = { yes },
            Examples = ["models delete churn"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (!Consent.Given(run, yes, $"Delete model '{run.Get(model)}' with all its versions?"))
                {
                    run.Terminal.Complain("Nothing was deleted.");
                    return ExitCode.Refused;
                }

                await run.Server.Models.DeleteAsync(run.Get(model), cancel);
                return run.Done($"Model '{run.Get(model)}' is deleted.");
            }
        );
        return verb;
    }
}
