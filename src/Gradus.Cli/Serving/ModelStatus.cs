using System.Text.Json.Serialization;
using Gradus.Core.Serving;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Serving;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Serving;

/// <summary>Where a model is, what is on its way, and who answers.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="At">When this was so by the server's clock, in milliseconds since 1970.</param>
/// <param name="Stages">The stages that something is in, in their order.</param>
internal sealed record ModelStatus(string Model, long At, IReadOnlyList<StageStatus> Stages);

/// <summary>One stage of a model.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Holders">The moves that brought its holders there.</param>
/// <param name="Promotions">The promotions to it that have not ended.</param>
/// <param name="Rollout">How the highest holder takes over step by step; null where it answers everything.</param>
/// <param name="Gateways">What gateways said of it last.</param>
internal sealed record StageStatus(
    string Stage,
    IReadOnlyList<TransitionDto> Holders,
    IReadOnlyList<PromotionDto> Promotions,
    RolloutDto? Rollout,
    IReadOnlyList<GatewayStatus> Gateways
)
{
    /// <summary>Whether nothing holds it, nothing is on its way to it, and nobody serves it.</summary>
    public bool IsEmpty() => Holders.Count == 0 && Promotions.Count == 0 && Gateways.Count == 0;
}

/// <summary>One gateway at a stage.</summary>
/// <param name="Gateway">Its name.</param>
/// <param name="ReportedAt">When it was last heard, in milliseconds since 1970.</param>
/// <param name="Silent">Whether that is too long ago.</param>
/// <param name="Answering">The version that answers; null if none is loaded.</param>
/// <param name="Candidate">The version that takes over step by step; null if there is none.</param>
/// <param name="Split">The step of the rollout that it follows; null if none.</param>
/// <param name="Problem">Why it does not serve what it should; null if it does.</param>
internal sealed record GatewayStatus(
    string Gateway,
    long ReportedAt,
    bool Silent,
    ServedStatus? Answering,
    ServedStatus? Candidate,
    string? Split,
    string? Problem
)
{
    /// <summary>What a gateway said, seen at a time of the server's clock.</summary>
    public static GatewayStatus From(GatewayDto gateway, long at) =>
        new(
            gateway.Gateway,
            gateway.ReportedAt,
            at - gateway.ReportedAt > (long)GatewayReport.Fresh.TotalMilliseconds,
            ServedStatus.From(gateway.Report.Answering),
            ServedStatus.From(gateway.Report.Candidate),
            gateway.Report.Split,
            gateway.Report.Problem
        );
}

/// <summary>A version on a gateway, and how it answers.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Digest">The digest of the manifest whose files were loaded.</param>
/// <param name="Requests">Requests that reached it.</param>
/// <param name="Failures">Those of them that had no answer by its fault.</param>
/// <param name="P95Ms">The time that 95 % of the answers did not pass, to within a fifth; null where there were none.</param>
/// <param name="Compared">Mirrored requests whose two answers were compared.</param>
/// <param name="Agreed">Those of them in which the answers were the same.</param>
internal sealed record ServedStatus(
    int Version,
    string Digest,
    long Requests,
    long Failures,
    double? P95Ms,
    long Compared,
    long Agreed
)
{
    /// <summary>What a gateway said of a version.</summary>
    public static ServedStatus? From(ServedVersionDto? served)
    {
        if (served is null)
        {
            return null;
        }

        var p95 = new LatencyHistogram(served.Traffic.Latency).Percentile(0.95);
        return new ServedStatus(
            served.Version,
            served.Digest,
            served.Traffic.Requests,
            served.Traffic.Failures,
            double.IsNaN(p95) ? null : p95,
            served.Traffic.Compared,
            served.Traffic.Agreed
        );
    }
}

/// <summary>How a status is written, as the native API would.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(ModelStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
