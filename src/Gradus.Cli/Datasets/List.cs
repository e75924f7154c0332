using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Datasets;

namespace Gradus.Cli.Datasets;

/// <summary><c>gradus datasets list</c></summary>
internal static class List
{
    public static Verb Create()
    {
        var verb = new Verb("list", "List the registered data sets.") { Examples = ["datasets list"] };
        verb.Does(
            async (run, cancel) =>
                run.Answer(await run.Server.Datasets.ListAsync(cancel), ProtocolJson.Default.DatasetListDto, Print)
        );
        return verb;
    }

    private static void Print(Terminal terminal, DatasetListDto list)
    {
        var table = new Table("Data set", "Task", "Label", "Ignored", "Size", "Digest", "Created", "By");
        foreach (var dataset in list.Datasets)
        {
            table.Row(
                Tone.Strong.Of(dataset.Name),
                dataset.Task,
                dataset.Label,
                string.Join(", ", dataset.Ignore),
                Shown.Size(dataset.Size),
                Tone.Faint.Of(Shown.Digest(dataset.Digest)),
                Tone.Faint.Of(Shown.Time(dataset.CreatedAt)),
                dataset.CreatedBy
            );
        }

        table.Print(terminal, "No data sets.");
    }
}
