using Gradus.Cli.CommandLine;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Promotions;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Metrics that are asked for on a data set: a slip of the pen is told before anything is uploaded or asked.</summary>
internal static class MeasuredMetrics
{
    /// <summary>Refuses a request that names a metric which is never measured. Its words have their form already.</summary>
    public static void Check(PromotionRequestDto request)
    {
        var bounds = (request.Require ?? []).Select(MetricOf);
        var constraints = (request.Constraints ?? []).Select(MetricOf).Where(metric => metric != ThresholdGate.Size);
        var objectives = (request.Best ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Objective.Parse(text).Value.Metric);
        var complaint = bounds.Concat(constraints).Concat(objectives).Select(MetricNames.Complaint);
        if (complaint.FirstOrDefault(one => one is not null) is { } wrong)
        {
            throw new UsageException(wrong);
        }
    }

    private static string MetricOf(string bound) => ThresholdGate.Parse(bound, null).Value.Metric;
}
