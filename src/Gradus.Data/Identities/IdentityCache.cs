using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gradus.Data.Identities;

/// <summary>
/// What was read of users and tokens: every request asks for it. Where this process is the only writer it is kept until any of them
/// changes; where other servers write too, for a moment only, and whoever changes something waits that moment out before its caller is
/// told. So what another server has revoked holds here when its caller is told all the same; who reads the row in that moment may see it
/// earlier.
/// </summary>
/// <remarks>
/// A reader takes hold of the memory before it reads. A change throws the memory away after its commit and before its caller
/// is told: what was read from the older snapshot meanwhile goes with it. Moments are counted from before the read, on each machine's
/// own clocks: no clocks of two machines are compared.
/// </remarks>
internal sealed class IdentityCache
{
    private const int MaxTokens = 10_000;

    // How long what was read is used where others write; and as much longer, for a reader that was held up between looking at
    // the clock and going on, is waited for.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Wait = Moment + TimeSpan.FromMilliseconds(50);

    private readonly bool _isAlone;
    private volatile Memory _memory = new();

    /// <summary>A cache of a database's users and tokens, empty.</summary>
    public IdentityCache(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _isAlone = database.IsExclusive;
    }

    /// <summary>The token of this hash, kept from before or read now. One that is not there is not remembered.</summary>
    public async Task<KnownToken?> FindTokenAsync(string hash, Func<Task<KnownToken?>> read)
    {
        var memory = _memory;
        if (memory.Tokens.TryGetValue(hash, out var known) && IsFresh(known.ReadAt))
        {
            return known.Token;
        }

        var readAt = ReadTime.Now();
        var found = await read();
        if (found is not null)
        {
            if (memory.Tokens.Count >= MaxTokens)
            {
                memory.Tokens.Clear();
            }

            memory.Tokens[hash] = new KnownAt(found, readAt);
        }

        return found;
    }

    /// <summary>Whether there are people, kept from before or read now.</summary>
    public async Task<bool> HasPeopleAsync(Func<Task<bool>> read)
    {
        var memory = _memory;
        if (memory.People is { } known && IsFresh(known.ReadAt))
        {
            return known.HasPeople;
        }

        var readAt = ReadTime.Now();
        var found = await read();
        memory.People = new PeopleAt(found, readAt);
        return found;
    }

    /// <summary>
    /// Forgets everything, and comes back when every other server has too: a user, a group or a token has changed, or may have.
    /// </summary>
    public Task ForgetAsync()
    {
        _memory = new Memory();
        return _isAlone ? Task.CompletedTask : Task.Delay(Wait);
    }

    private bool IsFresh(ReadTime readAt) => _isAlone || readAt.IsWithin(Moment);

    // By two clocks: the steady one stands still while the machine sleeps, and the other one may be set.
    private readonly record struct ReadTime(long Steady, DateTime Utc)
    {
        public static ReadTime Now() => new(Stopwatch.GetTimestamp(), DateTime.UtcNow);

        public bool IsWithin(TimeSpan moment)
        {
            var passed = DateTime.UtcNow - Utc;
            return Stopwatch.GetElapsedTime(Steady) < moment && passed >= TimeSpan.Zero && passed < moment;
        }
    }

    private sealed record KnownAt(KnownToken Token, ReadTime ReadAt);

    private sealed record PeopleAt(bool HasPeople, ReadTime ReadAt);

    private sealed class Memory
    {
        private volatile PeopleAt? _people;

        public ConcurrentDictionary<string, KnownAt> Tokens { get; } = new(StringComparer.Ordinal);

        public PeopleAt? People
        {
            get => _people;
            set => _people = value;
        }
    }
}
