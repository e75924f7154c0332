using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Has versions measured of which it is not known how good they are, and waits for it.</summary>
internal static class Measuring
{
    /// <summary>How long is waited between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The plan once nobody waits for a worker any more, or as it stood when the time was up or the user had enough.</summary>
    public static async Task<PlanDto> UntilDoneAsync(
        Run run,
        string model,
        PromotionRequestDto request,
        TimeSpan? timeout,
        CancellationToken cancel
    )
    {
        var plan = await run.Server.Promotions.MeasureAsync(model, request, cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout ?? Timeout.InfiniteTimeSpan);
        await using var spinner = run.Terminal.IsRich && !run.Json ? new Spinner(run.Terminal, Say(plan)) : null;
        var watch = new WorkerWatch(run.Server, () => Waits(plan), () => Remark(run, spinner));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var watching = watch.RunAsync(WorkerWatch.Patience, ended.Token);
        try
        {
            while (Waits(plan))
            {
                await Task.Delay(Pause, limit.Token);
                plan = await run.Server.Promotions.PlanAsync(model, request, limit.Token);
                spinner?.Show(Say(plan));
            }
        }
        catch (OperationCanceledException)
        {
            // Workers go on without this program; what is known so far is the answer.
        }

        await ended.CancelAsync();
        await watching;
        return plan;
    }

    /// <summary>Whether a version waits for a worker.</summary>
    public static bool Waits(PlanDto plan) => plan.Candidates.Any(candidate => candidate.Measurement == "waiting");

    private static string Say(PlanDto plan) =>
        $"Measuring; versions to go: {plan.Candidates.Count(candidate => candidate.Measurement == "waiting")}";

    private static void Remark(Run run, Spinner? spinner)
    {
        void Lines() => WorkerWatch.Tell(run.Terminal, run.Server);
        if (spinner is null)
        {
            Lines();
        }
        else
        {
            spinner.Write(Lines);
        }
    }
}
