using System.Globalization;
using System.Text;
using Gradus.Core.Datasets;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation;

/// <summary>What a sample model says of each example of its test file, as the evaluation sees it.</summary>
internal sealed record SamplePredictions(int[] Actual, int[] Predicted, float[][] Scores)
{
    public static string Folder { get; } =
        Path.Combine(Path.GetDirectoryName(SourceFile())!, "reference", "predictions");

    public bool[] IsRight => [.. Actual.Zip(Predicted, (a, p) => a == p)];

    public float[] Right => [.. IsRight.Select(right => right ? 1f : 0f)];

    /// <summary>The scores of one class.</summary>
    public float[] Score(int index) => [.. Scores.Select(scores => scores[index])];

    public static SamplePredictions Of(string dataset, string file)
    {
        var ct = TestContext.Current.CancellationToken;
        using var model = OnnxModel.Load(Samples.Path(dataset, file), threads: 2);
        var slice = dataset == "digits" ? "digit" : "size";
        var csv = LabelledTable.Open(Samples.Path(dataset, "test.csv"), dataset, new DatasetColumns("label", [slice]));
        var labels = new ClassLabels();
        csv.ReadLabels(labels, ct);
        OnnxScorer
            .Bind(model, csv, () => ClassOutputs.Bind(model, dataset, labels.Classes))
            .Try(out var classifier, out var error)
            .ShouldBeTrue(error?.Message);
        var reading = new ClassReading(dataset, labels.Classes);
        var (actual, predicted, scores) = (new List<int>(), new List<int>(), new List<float[]>());
        foreach (var batch in csv.ReadBatches(256, labels, ct))
        {
            classifier!
                .Ask(batch, ct)
                .Then(answer => reading.Read(answer, batch.Count))
                .Try(out var predictions, out _)
                .ShouldBeTrue();
            actual.AddRange(batch.Classes);
            predicted.AddRange(predictions!.Classes);
            scores.AddRange(Enumerable.Range(0, batch.Count).Select(i => predictions.ScoresOf(i).ToArray()));
        }

        return new SamplePredictions([.. actual], [.. predicted], [.. scores]);
    }

    /// <summary>A line an example: true class, answer, and the probability of each class.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("actual,predicted");
        text.AppendJoin("", Scores[0].Select((_, i) => $",p{i}")).Append('\n');
        for (var i = 0; i < Actual.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Actual[i]},{Predicted[i]},");
            text.AppendJoin(',', Scores[i].Select(p => p.ToString("G9", CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    private static string SourceFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
