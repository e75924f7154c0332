using Gradus.Serving.Hosting;
using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>
/// Keeps one address on the version that the control plane means. A new one is loaded beside the one that answers and takes
/// over when it is warm; the old one finishes what it has. What cannot be loaded does not take over, and is tried again. Without the
/// control plane the last known version answers.
/// </summary>
internal sealed class Follower(
    ServedModel served,
    Registry registry,
    VersionLoad loads,
    LastServed lastServed,
    TimeProvider clock,
    ILogger logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private Attempt? _attempt;
    private Task _lettingGo = Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken);
                await Task.Delay(Interval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await DropAttemptAsync();
            LetGo(served.Leave());
            await _lettingGo;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        switch (await registry.FindHolderAsync(served.Uri, ct))
        {
            case Holder.Held { Version: var version }:
                await FollowAsync((version.Version, version.Manifest!), token => loads.DescribeAsync(version, token));
                break;
            case Holder.Nobody { Problem: var problem }:
                await StayAsync(problem);
                break;
            case Holder.Unknown { Problem: var problem }:
                await StayAsync(problem);
                break;
        }
    }

    private async Task FollowAsync((int, string) key, Func<CancellationToken, Task<KnownVersion>> describe)
    {
        if (served.Current is { } current && (current.Number, current.Digest) == key)
        {
            await DropAttemptAsync();
            Note(null);
        }
        else
        {
            await TryAsync(key, describe);
        }
    }

    // Whatever answers goes on answering; if nothing does, what answered last.
    private async Task StayAsync(string problem)
    {
        Note(problem);
        if (served.Current is null && lastServed.Find(served.Uri) is { } known)
        {
            await TryAsync((known.Version, known.Manifest.Digest), _ => Task.FromResult(known));
        }
    }

    private async Task TryAsync((int, string) key, Func<CancellationToken, Task<KnownVersion>> describe)
    {
        if (_attempt?.Key != key)
        {
            await DropAttemptAsync();
        }

        var attempt = _attempt ??= new Attempt(key, clock);
        attempt.TryRun(token => LoadAsync(attempt, describe, token));
    }

    private async Task LoadAsync(
        Attempt attempt,
        Func<CancellationToken, Task<KnownVersion>> describe,
        CancellationToken ct
    )
    {
        try
        {
            var known = await describe(ct);
            var next = await loads.LoadAsync(known, ct);
            LetGo(served.TakeOver(next));
            logger.TookOver(served.Uri, next.Number, next.Digest);
            Remember(known);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Another version is meant by now, or the gateway stops.
        }
        catch (LoadException e)
        {
            Note($"Version {attempt.Key.Version} cannot be served: {e.Message}");
            attempt.NoteFailure();
        }
#pragma warning disable CA1031 // Here faults end: what answers goes on answering, and it is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LoadFailed(e, served.Uri);
            attempt.NoteFailure();
        }
    }

    private void LetGo(ServedVersion? old)
    {
        if (old is not null)
        {
            _lettingGo = Task.WhenAll(_lettingGo, old.Pool.DisposeAsync().AsTask());
        }
    }

    // Serving goes on where the disk does not.
    private void Remember(KnownVersion known)
    {
        try
        {
            lastServed.Remember(served.Uri, known);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.NotRemembered(served.Uri, e.Message);
        }
    }

    private async Task DropAttemptAsync()
    {
        if (_attempt is { } attempt)
        {
            _attempt = null;
            await attempt.DisposeAsync();
        }
    }

    private void Note(string? problem)
    {
        if (problem is not null && problem != served.Problem)
        {
            logger.Problem(served.Uri, problem);
        }

        served.Problem = problem;
    }
}
