using System.Text.Json;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Drift;
using Gradus.Protocol.Promotions;
using Gradus.Worker.Files;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Drift;

/// <summary>The process that holds a data set against another.</summary>
internal static class DriftCommand
{
    /// <summary>Carries out the job in one file and leaves the result in another.</summary>
    public static int Run(string jobPath, string resultPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), FindingJson.Default.DriftJob)!;
        return OwnProcess.Run(job.Agent, job.MemoryBytes, () => Measure(job, resultPath));
    }

    private static int Measure(DriftJob job, string resultPath)
    {
        var measured = DatasetDrift.Measure(SourceOf(job.Current), SourceOf(job.Reference), CancellationToken.None);
        var result = measured.Try(out var drift, out var refusal)
            ? new Finding(WorstOf(drift), ColumnsOf(drift), drift.Examples, null)
            : Finding.Refused(refusal.Message);
        File.WriteAllText(resultPath, JsonSerializer.Serialize(result, FindingJson.Default.Finding));
        return 0;
    }

    private static DriftSource SourceOf(DataFile data) => new(data.Path, data.Name, data.Columns);

    private static Dictionary<string, double> WorstOf(DatasetDrift drift) =>
        new()
        {
            [DriftNames.Psi] = Greatest(drift.Features.Select(feature => feature.Psi)),
            [DriftNames.Ks] = Greatest(drift.Features.Select(feature => feature.Ks.Statistic)),
            [DriftNames.JensenShannon] = Greatest(drift.Categories.Select(category => category.JensenShannon)),
            [DriftNames.ChiSquareP] = -Greatest(drift.Categories.Select(category => -category.ChiSquared.PValue)),
        };

    private static double Greatest(IEnumerable<double> values) =>
        values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    // The furthest first: there may be more columns than can be kept.
    private static List<SliceDto> ColumnsOf(DatasetDrift drift) =>
        [
            .. drift.Categories.Select(category =>
                Column(
                    category.Column,
                    drift.Examples,
                    (DriftNames.JensenShannon, category.JensenShannon),
                    (DriftNames.ChiSquare, category.ChiSquared.Statistic),
                    (DriftNames.ChiSquareP, category.ChiSquared.PValue)
                )
            ),
            .. drift
                .Features.OrderByDescending(feature => feature.Psi)
                .Take(Slice.Most - drift.Categories.Count)
                .Select(feature =>
                    Column(
                        feature.Column,
                        drift.Examples,
                        (DriftNames.Psi, feature.Psi),
                        (DriftNames.Ks, feature.Ks.Statistic),
                        ("ks_p", feature.Ks.PValue)
                    )
                ),
        ];

    private static SliceDto Column(string name, long examples, params (string Name, double Value)[] metrics) =>
        new(DriftNames.Column, name, examples, metrics.ToDictionary(metric => metric.Name, metric => metric.Value));
}
