using Gradus.Cli.CommandLine;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Has versions measured of which it is not known how good they are, and waits for it.</summary>
internal static class Measuring
{
    /// <summary>The plan once nobody waits for a worker any more, or as it stood when the time was up or the user had enough.</summary>
    public static async Task<PlanDto> UntilDoneAsync(
        Run run,
        string model,
        PromotionRequestDto request,
        TimeSpan? timeout,
        CancellationToken cancel
    ) =>
        await WorkerWait.UntilDoneAsync(
            run,
            await run.Server.Promotions.MeasureAsync(model, request, cancel),
            Waits,
            token => run.Server.Promotions.PlanAsync(model, request, token),
            Say,
            timeout,
            cancel
        );

    /// <summary>Whether a version waits for a worker.</summary>
    public static bool Waits(PlanDto plan) => plan.Candidates.Any(candidate => candidate.Measurement == "waiting");

    private static string Say(PlanDto plan) =>
        $"Measuring; versions to go: {plan.Candidates.Count(candidate => candidate.Measurement == "waiting")}";
}
