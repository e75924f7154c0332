using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Policies;

namespace Gradus.Core.Gates;

/// <summary>Whether what a gate asks of a data set has a meaning for the task that the data set is for.</summary>
public static class TaskFit
{
    /// <summary>That it has none, in a clause; null if it has.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="dataset">The data set that it measures on.</param>
    public static string? Complaint(IGate gate, PromotionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return gate switch
        {
            ThresholdGate threshold => TaskMetrics.Foreign(threshold.Metric, dataset),
            IncumbentGate incumbent => TaskMetrics.Foreign(incumbent.Metric, dataset),
            ConfidentIncumbentGate incumbent => TaskMetrics.Foreign(incumbent.Metric, dataset),
            SliceGate slices => TaskMetrics.Foreign(slices.Metric, dataset),
            FairnessGate when dataset.Task != DatasetTask.Classification =>
                $"fairness is measured of answers that are yes or no, and data set '{dataset.Name}' is for {dataset.Task.Word()}",
            _ => null,
        };
    }

    /// <summary>What such a gate says, whatever was measured; null if what it asks has a meaning.</summary>
    internal static GateResult? Obstacle(GateInput input, IGate gate) =>
        StageRules.DatasetOf(gate) is { } name
        && input.Datasets.TryGetValue(name, out var dataset)
        && Complaint(gate, dataset) is { } complaint
            ? new GateResult(Verdict.Inconclusive, complaint)
            : null;
}
