using Gradus.Protocol.Models;
using Gradus.Serving.Hosting;
using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>
/// Keeps one address on what the control plane means. A new version is loaded beside the one that answers; when it is warm it takes
/// over, at once or step by step, and who answered finishes what it has. What cannot be loaded does not take over, and is tried
/// again. Without the control plane the last known lineup answers, and after a start without it the version that answered last.
/// </summary>
internal sealed class Follower(
    ServedModel served,
    Registry registry,
    VersionLoad loading,
    LastServed lastServed,
    Standby standby,
    TimeProvider clock,
    ILogger logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Loads _loads = new(clock, logger);
    private readonly Dictionary<VersionKey, KnownVersion> _known = [];
    private Holder? _said;
    private string? _silence;
    private Task _lettingGo = Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var asking = registry.FindHolderAsync(served.Uri, stoppingToken);
            while (true)
            {
                await Task.WhenAny([asking, .. _loads.UnderWay]);
                if (asking.IsCompleted)
                {
                    Hear(await asking);
                    asking = AskLaterAsync(stoppingToken);
                }

                await TryArrangeAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await _loads.KeepAsync(new HashSet<VersionKey>());
            Become(Lineup.Nobody);
            LetGo(standby.Release());
            await _lettingGo;
        }
    }

    private async Task<Holder> AskLaterAsync(CancellationToken ct)
    {
        await Task.Delay(Interval, clock, ct);
        return await registry.FindHolderAsync(served.Uri, ct);
    }

    // What was said last holds as long as nothing else is said.
    private void Hear(Holder said)
    {
        if (said is Holder.Unknown { Problem: var problem })
        {
            _silence = problem;
        }
        else
        {
            _silence = null;
            _said = said;
        }
    }

    // Who answers goes on answering, and the next look tries again.
    private async Task TryArrangeAsync()
    {
        try
        {
            await ArrangeAsync();
        }
#pragma warning disable CA1031 // Here faults end: a gateway answers rather than not.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.ArrangingFailed(e, served.Uri);
        }
    }

    private async Task ArrangeAsync()
    {
        LetGo(standby.Expire());
        var (now, held) = (served.Lineup, _said as Holder.Held);
        var lastKnown = now.Current is null ? FindLastKnown(held) : null;
        Dictionary<VersionKey, Func<CancellationToken, Task<LoadedVersion>>> wanted = [];
        foreach (var version in MeantBy(held))
        {
            wanted[KeyOf(version)] = token => LoadAsync(version, token);
        }

        if (lastKnown is not null)
        {
            wanted[KeyOf(lastKnown)] = token => LoadAsync(lastKnown, token);
        }

        await _loads.KeepAsync(wanted.Keys.ToHashSet());
        foreach (
            var (key, load) in wanted.Where(version =>
                now.Versions.All(known => known.Key != version.Key) && standby.Key != version.Key
            )
        )
        {
            _loads.Run(key, load);
        }

        var next = held is null ? (_said is null ? now : now.WithoutSplit(clock)) : Toward(now, held);
        if (next.Current is null && lastKnown is not null && Loaded(KeyOf(lastKnown)) is { } last)
        {
            next = next.Alone(last, clock);
        }

        Become(next with { Problem = ProblemOf(wanted.Keys) });
    }

    private Lineup Toward(Lineup now, Holder.Held held) =>
        now.Toward(
            KeyOf(held.Version),
            held.Takeover is { } takeover ? KeyOf(takeover.Candidate) : null,
            held.Takeover?.Step,
            Loaded,
            clock
        );

    private ServedVersion? Loaded(VersionKey key) => _loads.Find(key)?.Version ?? standby.Find(key);

    // What answered last, where nobody says who is to answer or who is to cannot.
    private KnownVersion? FindLastKnown(Holder.Held? held) =>
        held is null ? (_said is null && _silence is null ? null : lastServed.Find(served.Uri))
        : _loads.ProblemOf(KeyOf(held.Version)) is not null
        && lastServed.Find(served.Uri) is { } known
        && KeyOf(known) != KeyOf(held.Version)
            ? known
        : null;

    private async Task<LoadedVersion> LoadAsync(VersionDto version, CancellationToken ct) =>
        await LoadAsync(await loading.DescribeAsync(version, ct), ct);

    private async Task<LoadedVersion> LoadAsync(KnownVersion known, CancellationToken ct) =>
        new(known, await loading.LoadAsync(known, ct));

    private void Become(Lineup next)
    {
        foreach (var version in next.Versions)
        {
            if (_loads.Find(version.Key) is { } loaded && loaded.Version.Pool == version.Pool)
            {
                _known[version.Key] = loaded.Known;
                _loads.Take(version.Key);
            }
            else if (standby.Take(version) is { } kept)
            {
                _known[version.Key] = kept.Known;
            }
        }

        var before = served.Become(next);
        if (before.Split?.Mirror is { } mirror && mirror != next.Split?.Mirror)
        {
            mirror.Dispose();
        }

        foreach (var gone in before.Versions.Where(old => next.Versions.All(version => version.Pool != old.Pool)))
        {
            var version = new LoadedVersion(_known[gone.Key], gone);
            LetGo(gone == before.Current && next.Current is not null ? standby.Keep(version) : version);
        }

        served.Standby = standby.Key;
        Tell(before, next);
        foreach (var key in _known.Keys.Where(key => next.Versions.All(version => version.Key != key)).ToList())
        {
            _known.Remove(key);
        }
    }

    private void LetGo(LoadedVersion? gone)
    {
        if (gone is not null)
        {
            _lettingGo = Task.WhenAll(_lettingGo, gone.Version.Pool.DisposeAsync().AsTask());
            served.Standby = standby.Key;
        }
    }

    private void Tell(Lineup before, Lineup next)
    {
        if (next.Current is { } current && current.Key != before.Current?.Key)
        {
            logger.TookOver(served.Uri, current.Number, current.Digest);
            Remember(_known[current.Key]);
        }

        if (next.Split is { } split && split.Step != before.Split?.Step)
        {
            logger.Split(served.Uri, split.Candidate.Number, split.Step.Share, split.Step.IsMirror);
        }

        if (next.Problem is { } problem && problem != before.Problem)
        {
            logger.Problem(served.Uri, problem);
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

    private string? ProblemOf(IEnumerable<VersionKey> wanted)
    {
        var said = _said switch
        {
            Holder.Nobody { Problem: var problem } => problem,
            Holder.Held { Problem: var problem } => problem,
            _ => null,
        };
        string?[] all = [_silence ?? said, .. wanted.Select(_loads.ProblemOf)];
        return all.Any(problem => problem is not null) ? string.Join(' ', all.OfType<string>()) : null;
    }

    private static IEnumerable<VersionDto> MeantBy(Holder.Held? held) =>
        held is null ? []
        : held.Takeover is { } takeover ? [held.Version, takeover.Candidate]
        : [held.Version];

    private static VersionKey KeyOf(VersionDto version) => new(version.Version, version.Manifest!);

    private static VersionKey KeyOf(KnownVersion known) => new(known.Version, known.Manifest.Digest);
}
