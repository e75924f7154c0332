using Gradus.Cli.Screen;
using Gradus.Core.Serving;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Serving;

namespace Gradus.Cli.Serving;

/// <summary>A rollout for people, e.g. "25 % of the requests (step 2 of 3) beside version 1, since 2026-03-01 09:30:00.000Z".</summary>
internal static class RolloutWords
{
    public static string Say(RolloutDto rollout) =>
        Say(
            new Rollout(
                rollout.Incumbent.Version,
                rollout.Step,
                rollout.Steps,
                rollout.Share,
                rollout.Mirror,
                rollout.Key,
                DateTimeOffset.FromUnixTimeMilliseconds(rollout.Since)
            )
        );

    public static string Say(RolloutStateDto rollout) =>
        Say(
            new Rollout(
                rollout.Incumbent,
                rollout.Step,
                rollout.Steps,
                rollout.Share,
                rollout.Mirror,
                Key: null,
                DateTimeOffset.FromUnixTimeMilliseconds(rollout.Since)
            )
        );

    private static string Say(Rollout rollout) =>
        $"{rollout.Said} beside version {rollout.Incumbent}, since {Shown.Time(rollout.Since.ToUnixTimeMilliseconds())}"
        + (rollout.Key is { } key ? $", kept by the header {key}" : "");
}
