using System.Text.Json;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Statistics;
using Gradus.Protocol;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Comparing;

/// <summary>The comparing process: it reads files that a process left in which a foreign model ran, and so it may die too.</summary>
internal static class CompareCommand
{
    /// <summary>Carries out the job in one file and leaves the result in another.</summary>
    public static int Run(string jobPath, string resultPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), FindingJson.Default.CompareJob)!;
        return OwnProcess.Run(job.Agent, job.MemoryBytes, () => Compare(job, resultPath));
    }

    private static int Compare(CompareJob job, string resultPath)
    {
        var options = new BootstrapOptions { Confidence = job.Confidence, Threads = job.Threads };
        var comparison = Comparer
            .CompareAsync(job.Candidate, job.Incumbent, job.Columns, options, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        var report = ComparisonReport.Of(comparison, options);
        File.WriteAllText(job.Output, JsonSerializer.Serialize(report, ProtocolJson.Default.ComparisonReportDto));
        File.WriteAllText(
            resultPath,
            JsonSerializer.Serialize(
                new Finding(MetricsOf(comparison, job.Confidence), null, comparison.Examples, null),
                FindingJson.Default.Finding
            )
        );
        return 0;
    }

    private static Dictionary<string, double> MetricsOf(ModelComparison comparison, double confidence)
    {
        var metrics = new Dictionary<string, double>();
        if (comparison.Pairs is { } pairs)
        {
            metrics[ComparisonNames.Discordant] = pairs.Discordant;
            metrics[ComparisonNames.OnlyCandidate] = pairs.OnlyCandidate;
            metrics[ComparisonNames.OnlyIncumbent] = pairs.OnlyIncumbent;
            metrics[ComparisonNames.MostDiscordant] = pairs.MostDiscordant(comparison.Examples, confidence);
            metrics[ComparisonNames.ExactP] = pairs.ExactP;
            metrics[ComparisonNames.MidP] = pairs.MidP;
            metrics[ComparisonNames.Detectable] = comparison.Detectable;
        }

        foreach (var one in comparison.Metrics)
        {
            metrics[ComparisonNames.Difference(one.Metric)] = one.Difference.Estimate;
            metrics[ComparisonNames.Lower(one.Metric)] = one.Difference.Lower;
            metrics[ComparisonNames.Upper(one.Metric)] = one.Difference.Upper;
        }

        return metrics;
    }
}
