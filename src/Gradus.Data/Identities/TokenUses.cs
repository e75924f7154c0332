using System.Collections.Concurrent;
using Gradus.Core.Errors;

namespace Gradus.Data.Identities;

/// <summary>When tokens were last used, gathered in memory so that no request waits for it to be written.</summary>
internal sealed class TokenUses(Database database)
{
    private const long Minute = 60_000;

    private const string NoteSql = """
        INSERT INTO token_uses (token, used_at)
        SELECT id, @at FROM tokens
        WHERE id = @id
        ON CONFLICT (token) DO UPDATE SET used_at = excluded.used_at
        WHERE token_uses.used_at <= excluded.used_at - @minute
        """;

    private readonly ConcurrentDictionary<string, long> _latest = new(StringComparer.Ordinal);

    public void Note(string token, DateTimeOffset at) => _latest[token] = at.ToUnixTimeMilliseconds();

    /// <summary>Writes what was gathered. If that fails it is kept for the next time.</summary>
    public async Task WriteAsync()
    {
        // In one order on every server, so that no two wait for one another.
        var uses = _latest.OrderBy(use => use.Key, StringComparer.Ordinal).ToList();
        if (uses.Count == 0)
        {
            return;
        }

        await database.WriteAsync<Done>(async session =>
        {
            foreach (var (token, at) in uses)
            {
                await session.ExecuteAsync(NoteSql, ("@id", token), ("@at", at), ("@minute", Minute));
            }

            return default(Done);
        });
        foreach (var written in uses)
        {
            _latest.TryRemove(written);
        }
    }
}
