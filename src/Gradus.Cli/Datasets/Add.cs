using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;

namespace Gradus.Cli.Datasets;

/// <summary><c>gradus datasets add NAME FILE</c></summary>
internal static class Add
{
    public static Verb Create()
    {
        var name = Words.Text("name", "NAME", "What it is to be called. A registered name then means the new file.");
        var file = Words.Text("file", "FILE", "A CSV file with a heading line, or a Parquet file.");
        var parts = new ColumnOptions();
        var verb = new Verb("add", "Upload a CSV or Parquet file and register it as a data set.")
        {
            Arguments = { name, file },
            Examples =
            [
                "datasets add churn-test test.csv",
                "datasets add churn-test test.csv --label left --ignore region",
                "datasets add prices-test test.parquet --label price --task regression",
                "datasets add search-test test.csv --label relevance --task ranking --query search_id",
            ],
        };
        foreach (var option in parts.All)
        {
            verb.Options.Add(option);
        }

        verb.Does(
            async (run, cancel) =>
            {
                var columns = parts.Read(run);
                await LocalDataset.CheckAsync(run.Get(file), columns, cancel);
                var added = await UploadBar.ShowAsync(
                    run.Terminal,
                    Path.GetFileName(run.Get(file)),
                    progress =>
                        run.Server.Datasets.UploadAsync(
                            run.Get(name),
                            run.Get(file),
                            ColumnOptions.ToDto(columns),
                            progress,
                            cancel
                        )
                );
                return run.Answer(
                    added,
                    ProtocolJson.Default.DatasetDto,
                    (_, dto) => run.Done($"Data set '{dto.Name}' is registered ({dto.Digest}).")
                );
            }
        );
        return verb;
    }
}
