using System.Text.Json;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Latencies;
using Gradus.Evaluation.Statistics;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Latencies;

/// <summary>The process that puts models under load.</summary>
internal static class LatencyCommand
{
    /// <summary>Carries out the job in one file and leaves the result in another.</summary>
    public static int Run(string jobPath, string resultPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), FindingJson.Default.LatencyJob)!;
        return OwnProcess.Run(job.Agent, job.MemoryBytes, () => Measure(job, resultPath));
    }

    private static int Measure(LatencyJob job, string resultPath)
    {
        var data = job.Data;
        var options = new LoadOptions(data.Name, data.Columns, job.PerSecond, job.Requests);
        var measured = LatencyEvaluator.Measure(
            job.Candidate,
            job.Incumbent,
            data.Path,
            options,
            CancellationToken.None
        );
        var result = measured.Try(out var load, out var refusal)
            ? new Finding(MetricsOf(load, job.Confidence), null, load.Candidate.Requests, null)
            : Finding.Refused(refusal.Message);
        File.WriteAllText(resultPath, JsonSerializer.Serialize(result, FindingJson.Default.Finding));
        return 0;
    }

    private static Dictionary<string, double> MetricsOf(LoadResult load, double confidence)
    {
        var metrics = new Dictionary<string, double>();
        Add(metrics, load.Candidate, confidence, name => name);
        if (load.Incumbent is { } incumbent)
        {
            Add(metrics, incumbent, confidence, LatencyNames.OfIncumbent);
            var (ours, theirs) = (load.Candidate.ToSample(), incumbent.ToSample());
            Add(metrics, LatencyNames.Difference, Welch.Difference(ours, theirs, confidence));
            metrics[LatencyNames.WelchP] = Welch.Test(ours, theirs).PValue;
            metrics[LatencyNames.MannWhitneyP] = MannWhitney.Test(ours, theirs).PValue;
        }

        return metrics;
    }

    private static void Add(
        Dictionary<string, double> metrics,
        LoadTimes times,
        double confidence,
        Func<string, string> called
    )
    {
        foreach (var percentile in LatencyNames.Percentiles)
        {
            Add(metrics, called(LatencyNames.Of(percentile)), times.Percentile(percentile, confidence));
        }

        metrics[called(LatencyNames.Mean)] = times.Mean;
        metrics[called(LatencyNames.Waited)] = (double)times.Waited / times.Requests;
        metrics[called(LatencyNames.Unanswered)] = times.Unanswered;
    }

    private static void Add(Dictionary<string, double> metrics, string name, Interval interval)
    {
        metrics[name] = interval.Estimate;
        metrics[LatencyNames.Lower(name)] = interval.Lower;
        metrics[LatencyNames.Upper(name)] = interval.Upper;
    }
}
