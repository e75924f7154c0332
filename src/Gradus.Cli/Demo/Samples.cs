using System.Text.Json;
using System.Text.Json.Serialization;
using Gradus.Cli.Processes;

namespace Gradus.Cli.Demo;

/// <summary>A sample model: its file, and what is known of it from elsewhere.</summary>
/// <param name="File">The file's name in its folder.</param>
/// <param name="Note">What it is.</param>
/// <param name="TestAccuracy">The share of the test examples it gets right, counted with scikit-learn.</param>
/// <param name="Sha256">The file's digest, hexadecimal.</param>
internal sealed record SampleModel(string File, string Note, double TestAccuracy, string Sha256);

/// <summary>How the samples' descriptions are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<SampleModel>))]
internal sealed partial class SampleJson : JsonSerializerContext;

/// <summary>The folder of sample models and data.</summary>
internal sealed record Samples(string Folder)
{
    /// <summary>The folder of GRADUS_SAMPLES, else the first called samples beside or above this program.</summary>
    /// <exception cref="DemoException">There is none.</exception>
    public static Samples Find(Func<string, string?> environment)
    {
        if (environment("GRADUS_SAMPLES") is { Length: > 0 } named)
        {
            return IsSamples(named)
                ? new Samples(named)
                : throw new DemoException($"GRADUS_SAMPLES is '{named}', which holds no samples.");
        }

        var start = Path.GetDirectoryName(SearchPath.Resolve(Environment.ProcessPath ?? AppContext.BaseDirectory));
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (IsSamples(Path.Combine(folder, "samples")))
            {
                return new Samples(Path.Combine(folder, "samples"));
            }
        }

        throw new DemoException(
            "The demo's models and data were not found; set GRADUS_SAMPLES to the folder 'samples'."
        );
    }

    /// <summary>The models of one set, in the order of their versions.</summary>
    public IReadOnlyList<SampleModel> Models(string set) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(set, "models.json")), SampleJson.Default.ListSampleModel)!;

    /// <summary>A file of one set.</summary>
    public string PathOf(string set, string file) => Path.Combine(Folder, set, file);

    private static bool IsSamples(string folder) => File.Exists(Path.Combine(folder, "breast-cancer", "models.json"));
}
