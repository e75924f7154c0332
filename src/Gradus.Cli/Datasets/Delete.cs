using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Datasets;

/// <summary><c>gradus datasets delete NAME</c></summary>
internal static class Delete
{
    public static Verb Create()
    {
        var name = Words.Text("name", "NAME", "The data set's name.");
        var verb = new Verb("delete", "Forget a data set. Evidence measured on it stays.")
        {
            Arguments = { name },
            Examples = ["datasets delete churn-test"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await run.Server.Datasets.DeleteAsync(run.Get(name), cancel);
                return run.Done($"Data set '{run.Get(name)}' is deleted.");
            }
        );
        return verb;
    }
}
