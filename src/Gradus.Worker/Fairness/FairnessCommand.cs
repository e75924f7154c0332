using System.Text.Json;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Fairness;
using Gradus.Evaluation.Statistics;
using Gradus.Protocol.Promotions;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Fairness;

/// <summary>The process that finds from a model's predictions how differently it treats groups.</summary>
internal static class FairnessCommand
{
    /// <summary>Carries out the job in one file and leaves the result in another.</summary>
    public static int Run(string jobPath, string resultPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), FindingJson.Default.FairnessJob)!;
        return OwnProcess.Run(job.Agent, job.MemoryBytes, () => Measure(job, resultPath));
    }

    private static int Measure(FairnessJob job, string resultPath)
    {
        var options = new BootstrapOptions { Confidence = job.Confidence, Threads = job.Threads };
        var measured = PredictedGroups
            .MeasureAsync(job.Predictions, job.Column, job.MinExamples, options, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        var result = measured.Try(out var groups, out var refusal)
            ? new Finding(MetricsOf(groups.Fairness), SlicesOf(groups, job.Column), groups.Examples, null)
            : Finding.Refused(refusal.Message);
        File.WriteAllText(resultPath, JsonSerializer.Serialize(result, FindingJson.Default.Finding));
        return 0;
    }

    private static Dictionary<string, double> MetricsOf(GroupFairness fairness)
    {
        var metrics = new Dictionary<string, double>();
        Add(FairnessNames.DemographicParity, fairness.DemographicParityDifference);
        Add(FairnessNames.DemographicParityRatio, fairness.DemographicParityRatio);
        Add(FairnessNames.EqualOpportunity, fairness.EqualOpportunityDifference);
        Add(FairnessNames.EqualizedOdds, fairness.EqualizedOddsDifference);
        return metrics;

        void Add(string name, Interval interval)
        {
            metrics[name] = interval.Estimate;
            metrics[FairnessNames.Lower(name)] = interval.Lower;
            metrics[FairnessNames.Upper(name)] = interval.Upper;
        }
    }

    private static List<SliceDto> SlicesOf(PredictedGroups groups, string column) =>
        [
            .. groups
                .Fairness.Groups.Take(Slice.Most)
                .Select(rates => new SliceDto(
                    column,
                    groups.Groups[rates.Group],
                    rates.Examples,
                    new Dictionary<string, double>
                    {
                        ["selection_rate"] = rates.SelectionRate,
                        ["true_positive_rate"] = rates.TruePositiveRate,
                        ["false_positive_rate"] = rates.FalsePositiveRate,
                    }
                )),
        ];
}
