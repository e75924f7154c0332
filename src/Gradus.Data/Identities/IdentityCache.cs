using System.Collections.Concurrent;

namespace Gradus.Data.Identities;

/// <summary>
/// What was read of users and tokens, kept until any of them changes: every request asks for it. Only where this process is
/// the only writer; elsewhere it keeps nothing, so that what another server revokes holds here at once.
/// </summary>
/// <remarks>
/// A reader takes hold of the memory before it reads. A change throws the memory away after its commit and before its caller
/// is told: what was read from the older snapshot meanwhile goes with it.
/// </remarks>
internal sealed class IdentityCache
{
    private const int MaxTokens = 10_000;

    private readonly bool _isOn;
    private volatile Memory _memory = new();

    /// <summary>A cache of a database's users and tokens, empty.</summary>
    public IdentityCache(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _isOn = database.IsExclusive;
    }

    /// <summary>The token of this hash, kept from before or read now. One that is not there is not remembered.</summary>
    public async Task<KnownToken?> FindTokenAsync(string hash, Func<Task<KnownToken?>> read)
    {
        var memory = _memory;
        if (memory.Tokens.TryGetValue(hash, out var known))
        {
            return known;
        }

        var found = await read();
        if (_isOn && found is not null)
        {
            if (memory.Tokens.Count >= MaxTokens)
            {
                memory.Tokens.Clear();
            }

            memory.Tokens[hash] = found;
        }

        return found;
    }

    /// <summary>Whether there are people, kept from before or read now.</summary>
    public async Task<bool> HasPeopleAsync(Func<Task<bool>> read)
    {
        var memory = _memory;
        if (memory.HasPeople is { } known)
        {
            return known;
        }

        var found = await read();
        memory.HasPeople = _isOn ? found : null;
        return found;
    }

    /// <summary>Forgets everything: a user, a group or a token has changed, or may have.</summary>
    public void Forget() => _memory = new Memory();

    private sealed class Memory
    {
        private volatile object? _hasPeople;

        public ConcurrentDictionary<string, KnownToken> Tokens { get; } = new(StringComparer.Ordinal);

        public bool? HasPeople
        {
            get => (bool?)_hasPeople;
            set => _hasPeople = value;
        }
    }
}
