using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gradus.Evaluation;

/// <summary>The repository's sample data sets and models, found upward from where the tests run.</summary>
internal static class Samples
{
    private static string Folder { get; } = FindFolder();

    /// <summary>The path of a file in a data set's folder.</summary>
    public static string Path(string dataset, string file) => System.IO.Path.Combine(Folder, dataset, file);

    /// <summary>What each model of a data set gets right, as counted with scikit-learn.</summary>
    public static IReadOnlyList<SampleModel> Models(string dataset) =>
        JsonSerializer.Deserialize<List<SampleModel>>(File.ReadAllText(Path(dataset, "models.json")))!;

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var samples = System.IO.Path.Combine(folder.FullName, "samples", "breast-cancer");
            if (Directory.Exists(samples))
            {
                return System.IO.Path.GetDirectoryName(samples)!;
            }
        }

        throw new DirectoryNotFoundException($"No samples/breast-cancer above {AppContext.BaseDirectory}.");
    }
}

/// <summary>One entry of models.json.</summary>
internal sealed record SampleModel(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("test_examples")] int Examples,
    [property: JsonPropertyName("test_correct")] int Correct
);
