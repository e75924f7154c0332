using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Datasets;

namespace Gradus.Cli.Datasets;

/// <summary><c>gradus datasets show NAME</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var name = Words.Text("name", "NAME", "The data set's name.");
        var verb = new Verb("show", "Show one data set.")
        {
            Arguments = { name },
            Examples = ["datasets show churn-test"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Datasets.GetAsync(run.Get(name), cancel),
                    ProtocolJson.Default.DatasetDto,
                    Print
                )
        );
        return verb;
    }

    private static void Print(Terminal terminal, DatasetDto dataset) =>
        new Fields()
            .Add("Data set", Tone.Strong.Of(dataset.Name))
            .Add("Digest", dataset.Digest)
            .Add("Size", Shown.Size(dataset.Size))
            .Add("Task", dataset.Task)
            .Add("Label", dataset.Label)
            .Add("Query", dataset.Query ?? "")
            .Add("Ignored", string.Join(", ", dataset.Ignore))
            .Add("Created", $"{Shown.Time(dataset.CreatedAt)} by {dataset.CreatedBy}")
            .Print(terminal);
}
