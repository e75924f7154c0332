using System.CommandLine;
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
        var file = Words.Text("file", "FILE", "A CSV file with a heading line.");
        var label = LabelOption();
        var ignore = IgnoreOption();
        var verb = new Verb("add", "Upload a CSV file and register it as a data set.")
        {
            Arguments = { name, file },
            Options = { label, ignore },
            Examples =
            [
                "datasets add churn-test test.csv",
                "datasets add churn-test test.csv --label left --ignore region",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                await LocalDataset.CheckAsync(run.Get(file), run.Get(label), run.Get(ignore), cancel);
                var added = await UploadBar.ShowAsync(
                    run.Terminal,
                    Path.GetFileName(run.Get(file)),
                    progress =>
                        run.Server.Datasets.UploadAsync(
                            run.Get(name),
                            run.Get(file),
                            run.Get(label),
                            run.Get(ignore),
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

    /// <summary>Which column holds the truth.</summary>
    public static Option<string> LabelOption() =>
        new("--label")
        {
            HelpName = "COLUMN",
            Description = "The column with the true class (default label).",
            DefaultValueFactory = _ => "label",
        };

    /// <summary>Which columns the model does not take.</summary>
    public static Option<string[]> IgnoreOption() =>
        Words.ManyOption("--ignore", "COLUMN", "A column that is neither feature nor label.");
}
