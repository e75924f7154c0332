using System.Diagnostics;
using System.Globalization;
using Gradus.Core.Datasets;
using Gradus.Evaluation;
using Gradus.Evaluation.Statistics;
using Gradus.EvaluationLoad;

// Run from the repository's root. The subject and its ceiling take turns; a ratio is formed within a round, of the processor
// time of all threads: it moves less than a rate does when others use the machine.
const int Rounds = 5;
const int Copies = 100;
const int Threads = 2;
const int BatchSize = 256;

var folder = Directory.CreateTempSubdirectory("gradus-evaluation-load-");
try
{
    var lines = File.ReadAllLines("samples/digits/test.csv");
    var csv = Path.Join(folder.FullName, "test.csv");
    File.WriteAllLines(csv, [lines[0], .. Enumerable.Repeat(lines.Skip(1), Copies).SelectMany(copy => copy)]);
    Say($"| what | median | rounds |{Environment.NewLine}|---|---|---|");
    foreach (var model in new[] { "v1-logistic", "v2-mlp", "v3-forest" })
    {
        Evaluate(Path.Join("samples", "digits", $"{model}.onnx"), csv);
    }

    Resample();
}
finally
{
    folder.Delete(recursive: true);
}

void Evaluate(string model, string csv)
{
    var (ratios, rates) = (new List<double>(), new List<double>());
    for (var round = -1; round < Rounds; round++)
    {
        var (rows, bare) = BareLoop.Run(model, csv, width: 64, BatchSize, Threads);
        var (start, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var result = Evaluator.Evaluate(
            model,
            csv,
            new EvaluationOptions("digits", new DatasetColumns("label", ["digit"]))
            {
                Threads = Threads,
                BatchSize = BatchSize,
                LatencyCalls = 1,
            },
            CancellationToken.None
        );
        var (processor, elapsed) = (Environment.CpuUsage.TotalTime - start, Stopwatch.GetElapsedTime(began));
        if (result is not EvaluationResult.Measured measured || measured.Measurement.Examples != rows)
        {
            throw new InvalidOperationException($"The evaluation did not measure {rows} examples: {result}");
        }

        // The first round warms up.
        if (round >= 0)
        {
            ratios.Add(bare / processor);
            rates.Add(rows / elapsed.TotalSeconds);
        }
    }

    Report($"{Path.GetFileName(model)}: a bare loop's processor time over the evaluation's", ratios, "F2");
    Report($"{Path.GetFileName(model)}: examples a second", rates, "F0");
}

void Resample()
{
    const int Examples = 100_000;
    var random = new Random(1);
    float[] candidate = [.. Enumerable.Range(0, Examples).Select(_ => random.NextSingle())];
    float[] incumbent = [.. candidate.Select(x => x + (0.1f * random.NextSingle()))];
    int[] actual = [.. Enumerable.Range(0, Examples).Select(_ => random.Next(10))];
    int[] right = [.. actual.Select(a => random.Next(20) == 0 ? random.Next(10) : a)];
    int[] wrong = [.. actual.Select(a => random.Next(10) == 0 ? random.Next(10) : a)];
    var options = new BootstrapOptions { Threads = Threads };
    Time(
        "10,000 × 100,000 mean difference, processor s",
        () => PairedBootstrap.Difference(candidate, incumbent, options)
    );
    Time(
        "10,000 × 100,000 macro F1 of ten classes, processor s",
        () => LabelBootstrap.Difference("f1_macro", actual, right, wrong, null, options)
    );
}

void Time(string what, Func<Interval> make)
{
    var times = new List<double>();
    for (var round = -1; round < Rounds; round++)
    {
        var start = Environment.CpuUsage.TotalTime;
        if (!make().IsDefined)
        {
            throw new InvalidOperationException($"{what}: no interval");
        }

        if (round >= 0)
        {
            times.Add((Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }
    }

    Report(what, times, "F2");
}

void Report(string what, List<double> values, string format)
{
    var median = values.Order().ElementAt(values.Count / 2);
    Say($"| {what} | {Show(median)} | {string.Join(" ", values.Select(Show))} |");

    string Show(double value) => value.ToString(format, CultureInfo.InvariantCulture);
}

void Say(string line) => Console.WriteLine(line);
