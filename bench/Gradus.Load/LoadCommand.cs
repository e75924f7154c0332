using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gradus.Load.Reports;
using Gradus.Load.Sections;

namespace Gradus.Load;

/// <summary>The benchmark's command line: options in, a report out. 0: measured; 1: it could not; 2: wrong usage.</summary>
internal static class LoadCommand
{
    private static readonly string[] Sections =
    [
        ReadSection.Name,
        SearchSection.Name,
        WriteSection.Name,
        PromotionSection.Name,
        ArtifactSection.Name,
        CliSection.Name,
    ];

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Fewer, shorter rounds over smaller sets (under 90 s).",
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = $"Only these sections: {string.Join(", ", Sections)}.",
    };

    private static readonly Option<string[]> On = new("--on") { Description = "Only this database: sqlite, postgres." };

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "The folder that gets YYYY-MM-DD.md and .json.",
    };

    private static readonly Option<string> Root = new("--root")
    {
        Description = "The repository.",
        DefaultValueFactory = _ => Directory.GetCurrentDirectory(),
    };

    private static readonly Option<string?> Cli = new("--cli") { Description = "The natively compiled gradus." };

    public static async Task<int> RunAsync(string[] args)
    {
        Only.AcceptOnlyFromAmong(Sections);
        On.AcceptOnlyFromAmong(LoadRun.Sqlite, LoadRun.Postgres);
        var parsed = new RootCommand("Measures the built server against its own ceiling.")
        {
            Quick,
            Only,
            On,
            Output,
            Root,
            Cli,
        }.Parse(args);
        if (parsed.Errors.Count > 0 || parsed.Action is not null)
        {
            return await parsed.InvokeAsync() == 0 ? 0 : 2;
        }

        try
        {
            var options = Read(parsed);
            await WriteAsync(await new LoadRun(options).RunAsync(), options.Output);
            return 0;
        }
        catch (LoadException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static LoadOptions Read(ParseResult parsed) =>
        new()
        {
            Quick = parsed.GetValue(Quick),
            Only = parsed.GetValue(Only) ?? [],
            Databases = parsed.GetValue(On) ?? [],
            Output = parsed.GetValue(Output),
            Root = Path.GetFullPath(parsed.GetValue(Root)!),
            Cli = parsed.GetValue(Cli),
        };

    private static async Task WriteAsync(Report report, string? folder)
    {
        var text = MarkdownReport.Write(report);
        Console.WriteLine(text);
        if (folder is null)
        {
            return;
        }

        var day = DateTime.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Join(folder, day + ".md"), text);
        await File.WriteAllTextAsync(Path.Join(folder, day + ".json"), JsonSerializer.Serialize(report, Json));
    }
}
