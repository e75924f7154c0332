using Gradus.Serving.Hosting;
using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>The loading of one version in the background, which is tried again after a while if it fails.</summary>
internal sealed class Attempt(
    VersionKey key,
    Func<CancellationToken, Task<LoadedVersion>> load,
    TimeProvider clock,
    ILogger logger
) : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _cancel = new();
    private Task<LoadedVersion?>? _loading;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private int _failures;
    private volatile string? _problem;

    /// <summary>What is under way; over if nothing is.</summary>
    public Task Loading => _loading ?? Task.CompletedTask;

    /// <summary>Why it failed last; null if it has not.</summary>
    public string? Problem => _problem;

    /// <summary>What was loaded; null as long as it is not.</summary>
    public LoadedVersion? Loaded => _loading is { IsCompletedSuccessfully: true, Result: var loaded } ? loaded : null;

    /// <summary>Loads it, unless that is done or under way, or its time has not come.</summary>
    public void Run()
    {
        if (_loading is null || (_loading.IsCompleted && Loaded is null && clock.GetUtcNow() >= _due))
        {
            _loading = LoadAsync();
        }
    }

    /// <summary>Gives away what was loaded.</summary>
    public void Take() => _loading = null;

    /// <summary>It is not wanted any more. Returns when nothing of it is left that was not taken.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync();
        if (_loading is { } loading && await loading is { } loaded)
        {
            await loaded.Version.Pool.DisposeAsync();
        }

        _cancel.Dispose();
    }

    private async Task<LoadedVersion?> LoadAsync()
    {
        try
        {
            var loaded = await load(_cancel.Token);
            _problem = null;
            return loaded;
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            // Another version is meant by now, or the gateway stops.
        }
        catch (LoadException e)
        {
            NoteFailure($"Version {key.Number} cannot be served: {e.Message}");
        }
#pragma warning disable CA1031 // Here faults end: what answers goes on answering, and it is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LoadFailed(e, key.Number);
            NoteFailure($"Version {key.Number} could not be loaded; the gateway's log says why.");
        }

        return null;
    }

    // The next time comes later, twice as late each time.
    private void NoteFailure(string problem)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(_failures++, 20));
        _due = clock.GetUtcNow() + (delay < LongestDelay ? delay : LongestDelay);
        _problem = problem;
    }
}
