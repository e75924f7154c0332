using Gradus.Core.Serving;
using Gradus.Data.Serving;
using Gradus.Protocol.Serving;
using Gradus.Server.Api.Models;

namespace Gradus.Server.Api.Serving;

/// <summary>Between serving as the domain knows it and as the wire does.</summary>
internal static class ServingMapping
{
    public static TrafficDto ToDto(this Data.Serving.Serving serving) =>
        new(serving.Holder?.ToDto(), serving.Rollout is { } rollout ? ToDto(rollout) : null);

    public static GatewayDto ToDto(this GatewayReport report) =>
        new(
            report.Gateway,
            new GatewayReportDto(ToDto(report.Answering), ToDto(report.Candidate), report.Split, report.Problem),
            report.ReportedAt.ToUnixTimeMilliseconds()
        );

    private static RolloutDto ToDto(ServingRollout rollout) =>
        new(
            rollout.Promotion,
            rollout.Step.SplitOf(rollout.Promotion)!,
            rollout.Incumbent.ToDto(),
            rollout.Step.Share,
            rollout.Step.Mirror,
            rollout.Step.Key,
            rollout.Step.Step,
            rollout.Step.Steps,
            rollout.Step.Since.ToUnixTimeMilliseconds()
        );

    private static ServedVersionDto? ToDto(ServedVersion? served) =>
        served is null
            ? null
            : new ServedVersionDto(
                served.Version,
                served.Digest,
                new ServedTrafficDto(
                    served.Traffic.Requests,
                    served.Traffic.Failures,
                    served.Traffic.Latency.Counts,
                    served.Traffic.Compared,
                    served.Traffic.Agreed
                )
            );
}
