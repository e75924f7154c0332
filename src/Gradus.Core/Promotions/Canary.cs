using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Serving;

namespace Gradus.Core.Promotions;

/// <summary>Takes a version that has moved from step to step of its canary, while the checks on its traffic look on.</summary>
internal static class Canary
{
    /// <summary>
    /// The promotion as it stands in its canary after its checks have been judged: waiting, paused, or one step further. Null where
    /// no canary is on.
    /// </summary>
    public static Promotion? Advance(Promotion promotion, VerificationRule rule, GateChecks checks, DateTimeOffset now)
    {
        if (promotion.Rollout is not { IsOn: true } rollout)
        {
            return null;
        }

        if (rule.Canary is not { } canary)
        {
            return Complete(promotion, rollout with { Step = rollout.Steps + 1, Since = now });
        }

        var traffic = checks.States.Where((_, i) => checks.Rules[i].Gate is ITrafficGate).ToList();
        var doubts = traffic.Where(state => state.Blocks).Select(state => state.Result!.Message).ToList();
        var until = rollout.Since + canary.Each;
        if (traffic.All(state => state.ReportOnly || state.Result is { LetsThrough: true }) && now >= until)
        {
            var next = rollout.Next(canary, now);
            return next.IsOn
                ? promotion with
                {
                    Rollout = next,
                    Verifications = [],
                    WakeAt = null,
                }
                : Complete(promotion, next);
        }

        return promotion with
        {
            Outcome =
                doubts.Count > 0
                    ? $"{Said(promotion, rollout)} is paused: {Sentence.End(string.Join("; ", doubts))}"
                    : $"{Said(promotion, rollout)} is {SayWait(traffic, until, now)}.",
            WakeAt = GateChecks.Earlier(checks.TurnsAt, until > now ? until : null),
        };
    }

    /// <summary>What requests said in the last step of a canary that is over; nothing where none was.</summary>
    public static IReadOnlyList<GateState> Shown(Promotion promotion) =>
        promotion.Rollout is { IsOn: false } ? TrafficOf(promotion) : [];

    private static IReadOnlyList<GateState> TrafficOf(Promotion promotion) =>
        [.. promotion.Verifications.Where(state => state.Kind == TrafficGate.Word)];

    private static Promotion Complete(Promotion promotion, Rollout rollout) =>
        promotion with
        {
            Rollout = rollout,
            Verifications = TrafficOf(promotion),
            Outcome = string.Create(
                CultureInfo.InvariantCulture,
                $"Version {promotion.Version} is now in {promotion.Stage}, after a canary beside version {rollout.Incumbent}."
            ),
            WakeAt = null,
        };

    private static string Said(Promotion promotion, Rollout rollout) =>
        string.Create(CultureInfo.InvariantCulture, $"The canary of version {promotion.Version} with {rollout.Said}");

    private static string SayWait(IReadOnlyList<GateState> traffic, DateTimeOffset until, DateTimeOffset now)
    {
        var waiting = traffic.Where(state => state is { ReportOnly: false, Result: null }).ToList();
        return now < until
            ? string.Create(CultureInfo.InvariantCulture, $"on until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
            : $"waiting for {string.Join(", ", waiting.Select(state => state.Name))}";
    }
}
