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
        var bounds = (request.Require ?? []).Where(bound => !ThresholdGate.IsOfLogged(bound)).Select(MetricOf);
        var complaint = bounds.Concat(SelectedBy(request)).Select(MetricNames.Complaint);
        if (complaint.FirstOrDefault(one => one is not null) is { } wrong)
        {
            throw new UsageException(wrong);
        }
    }

    // The best may be picked by what was logged, where nothing is measured.
    private static IEnumerable<string> SelectedBy(PromotionRequestDto request) =>
        request.Dataset is null
            ? []
            : (request.Constraints ?? [])
                .Select(MetricOf)
                .Where(metric => metric != ThresholdGate.Size)
                .Concat(
                    (request.Best ?? "")
                        .Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(text => Objective.Parse(text).Value.Metric)
                );

    private static string MetricOf(string bound) => ThresholdGate.Parse(bound, null).Value.Metric;
}
