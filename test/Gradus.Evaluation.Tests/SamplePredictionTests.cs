using System.Globalization;

namespace Gradus.Evaluation;

/// <summary>
/// The reference values were computed from predictions that are checked in. Set GRADUS_UPDATE_BASELINES=1 to write them anew,
/// then run reference/make.
/// </summary>
public sealed class SamplePredictionTests
{
    [Theory]
    [InlineData("breast-cancer", "v1-two-features")]
    [InlineData("breast-cancer", "v2-logistic")]
    [InlineData("breast-cancer", "v3-forest")]
    [InlineData("digits", "v2-mlp")]
    [InlineData("digits", "v3-forest")]
    [InlineData("digits", "v4-blind-to-8")]
    public void What_the_references_were_computed_from_is_what_the_models_say(string dataset, string model)
    {
        var path = Path.Combine(SamplePredictions.Folder, $"{dataset}-{model}.csv");
        var now = SamplePredictions.Of(dataset, $"{model}.onnx").ToCsv();
        if (Environment.GetEnvironmentVariable("GRADUS_UPDATE_BASELINES") == "1")
        {
            Directory.CreateDirectory(SamplePredictions.Folder);
            File.WriteAllText(path, now);
        }

        var (recorded, current) = (Rows(File.ReadAllText(path)), Rows(now));
        current.Length.ShouldBe(recorded.Length);
        foreach (var (was, isNow) in recorded.Zip(current))
        {
            // Classes to the example; probabilities as far as processors agree.
            isNow[..2].ShouldBe(was[..2]);
            isNow[2..].ShouldBe(was[2..], 1e-5);
        }
    }

    private static double[][] Rows(string csv) =>
        [
            .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line =>
                    line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray()
                ),
        ];
}
