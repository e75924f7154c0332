using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>The versions of one address that are being loaded, or are loaded and not used yet.</summary>
internal sealed class Loads(TimeProvider clock, ILogger logger)
{
    private readonly Dictionary<VersionKey, Attempt> _attempts = [];

    /// <summary>What is under way.</summary>
    public IEnumerable<Task> UnderWay =>
        _attempts.Values.Select(attempt => attempt.Loading).Where(loading => !loading.IsCompleted);

    /// <summary>Loads a version, unless that is done or under way.</summary>
    public void Run(VersionKey key, Func<CancellationToken, Task<LoadedVersion>> load)
    {
        if (!_attempts.TryGetValue(key, out var attempt))
        {
            attempt = new Attempt(key, load, clock, logger);
            _attempts.Add(key, attempt);
        }

        attempt.Run();
    }

    /// <summary>A version that is loaded; null if it is not.</summary>
    public LoadedVersion? Find(VersionKey key) => _attempts.GetValueOrDefault(key)?.Loaded;

    /// <summary>Why a version could not be loaded when that was tried last; null if it could, or was not tried.</summary>
    public string? ProblemOf(VersionKey key) => _attempts.GetValueOrDefault(key)?.Problem;

    /// <summary>This version is used now.</summary>
    public void Take(VersionKey key) => _attempts.GetValueOrDefault(key)?.Take();

    /// <summary>Forgets all but these. Returns when nothing is left of the others.</summary>
    public async Task KeepAsync(IReadOnlySet<VersionKey> keys)
    {
        foreach (var (key, attempt) in _attempts.Where(attempt => !keys.Contains(attempt.Key)).ToList())
        {
            _attempts.Remove(key);
            await attempt.DisposeAsync();
        }
    }
}
