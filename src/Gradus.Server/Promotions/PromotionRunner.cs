using System.Collections.Concurrent;
using System.Threading.Channels;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Promotions;
using Gradus.Data;
using Gradus.Data.Promotions;
using Gradus.Server.Artifacts;
using Gradus.Server.Scheduling;

namespace Gradus.Server.Promotions;

/// <summary>
/// Takes open promotions from phase to phase. It holds nothing of its own: what it knows stands in the promotions' rows, so
/// after a crash, or beside another server on the same database, it just goes on. It looks whenever something happened; once
/// a second at those that are being worked on, and now and then at those that wait for a person or a time, in case something
/// was missed, such as what another server did.
/// </summary>
internal sealed class PromotionRunner(
    Database database,
    PromotionStore promotions,
    PromotionStepStore steps,
    ArtifactGuard guard,
    PromotionSchedule schedule,
    ILogger<PromotionRunner> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private const int RoundsBetweenWhole = 15;

    // So many at once: the database sets the pace, and a few that read big artifacts leave room for others.
    private const int Places = 8;

    // Those that are being taken further right now: a big artifact that is read for one holds up no other, nor is read twice.
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _missed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(Places);

    // Whose promotions were open at the last look at all: what changes of these models may let one go on, or turn it back.
    private volatile HashSet<string> _models = [];

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Something happened that may let a promotion go on.</summary>
    public void Wake() => _signals.Writer.TryWrite(true);

    /// <summary>A gateway has spoken of a model: what waits for that may go on.</summary>
    public void Hear(string model) => Notice([model]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        database.Committed += Notice;
        try
        {
            await RunRoundsAsync(stoppingToken);
        }
        finally
        {
            database.Committed -= Notice;
        }
    }

    private void Notice(IReadOnlyCollection<string> changed)
    {
        if (changed.Any(_models.Contains))
        {
            Wake();
        }
    }

    private async Task RunRoundsAsync(CancellationToken stoppingToken)
    {
        var isWhole = true;
        for (var round = 1; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                var open = await promotions.ListOpenAsync(isWhole, stoppingToken);
                if (isWhole)
                {
                    _models = [.. open.Select(promotion => promotion.Model)];
                }

                await RunAsync([.. open.Select(promotion => promotion.Id)], stoppingToken);
                isWhole = await WaitAsync(stoppingToken) || round % RoundsBetweenWhole == 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                PromotionLog.RoundFailed(logger, e);
                isWhole = true;
                await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A promotion was opened: it goes on from here, unless it has ended at once.</summary>
    public void Note(Promotion opened)
    {
        SayEnd(opened);
        Wake();
    }

    /// <summary>
    /// A promotion that has just been opened, taken as far as it gets in a moment: where nothing has to be measured it is
    /// applied before its asker has an answer. What takes longer goes on without the asker.
    /// </summary>
    public async Task<Promotion> StepForAMomentAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        if (promotion.Phase != Phase.Applying)
        {
            Note(promotion);
            return promotion;
        }

        var step = FinishAsync(promotion, CancellationToken.None);
        _ = Keep(promotion.Id, step);
        await Task.WhenAny(step, Task.Delay(Moment, cancellationToken));
        if (step is { IsCompletedSuccessfully: true, Result: { IsOk: true, Value: var finished } })
        {
            return finished;
        }

        Wake();
        return promotion;
    }

    /// <summary>Takes a promotion as far as it gets at once, up to its end. Taken twice it does nothing twice.</summary>
    public async Task<Result<Promotion>> StepAsync(string id, CancellationToken cancellationToken)
    {
        var advanced = await steps.AdvanceAsync(id, cancellationToken);
        return advanced.IsOk ? await FinishAsync(advanced.Value, cancellationToken) : advanced;
    }

    // What is ready to be applied is; what then waits for a time is noted.
    private async Task<Result<Promotion>> FinishAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        var finished = promotion.Phase == Phase.Applying ? await ApplyAsync(promotion, cancellationToken) : promotion;
        if (finished.IsOk)
        {
            Failpoints.Pass(Failpoint.PromotionApplied);
            await schedule.NoteAsync(finished.Value, cancellationToken);
            SayEnd(finished.Value);
        }

        return finished;
    }

    private void SayEnd(Promotion promotion)
    {
        if (!promotion.IsOpen)
        {
            PromotionLog.Ended(logger, promotion.Id, promotion.Phase, promotion.Outcome);
        }
    }

    // One that takes long goes on beside the next rounds. What happened meanwhile it may not have seen, so the first round
    // after it looks at it again.
    private async Task RunAsync(IReadOnlyList<string> open, CancellationToken stoppingToken)
    {
        var started = new List<Task>();
        foreach (var id in open.Union(_missed.Keys))
        {
            if (_running.ContainsKey(id))
            {
                _missed[id] = true;
                continue;
            }

            _missed.TryRemove(id, out _);
            started.Add(Keep(id, Task.Run(() => RunAsync(id, stoppingToken), CancellationToken.None)));
        }

        await Task.WhenAny(Task.WhenAll(started), Task.Delay(Interval, stoppingToken));
    }

    private Task Keep(string id, Task step)
    {
        _running[id] = step;
        return step.ContinueWith(
            ended =>
            {
                _running.TryRemove(new KeyValuePair<string, Task>(id, step));
                if (ended.Exception is { } e)
                {
                    PromotionLog.StepFailed(logger, e.GetBaseException(), id);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    // A fault or a bug in one step leaves that promotion's row as it was, to be looked at again, and the others alone.
    private async Task RunAsync(string id, CancellationToken stoppingToken)
    {
        try
        {
            await _places.WaitAsync(stoppingToken);
            try
            {
                await StepAsync(id, stoppingToken);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It goes on when the server starts again.
        }
        catch (Exception e)
        {
            PromotionLog.StepFailed(logger, e, id);
        }
    }

    // The bytes are read through before the version moves: what goes to a stage is what was registered.
    private async Task<Result<Promotion>> ApplyAsync(Promotion promotion, CancellationToken stoppingToken)
    {
        var problem = await guard.FindProblemAsync(promotion.Model, promotion.Version!.Value, stoppingToken);
        Failpoints.Pass(Failpoint.BytesRead);
        return problem is null
            ? await steps.ApplyAsync(promotion.Id)
            : await steps.FaultAsync(promotion.Id, $"Version {promotion.Version} was not moved: {problem}");
    }

    // Whether something happened, or just the interval is over.
    private async Task<bool> WaitAsync(CancellationToken stoppingToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        timer.CancelAfter(Interval);
        try
        {
            return await _signals.Reader.ReadAsync(timer.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
