using System.Data.Common;
using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Search;

namespace Gradus.Data.Ledger;

/// <summary>Where a ledger ends.</summary>
/// <param name="Origin">Which ledger it is.</param>
/// <param name="Edge">The right edge of the tree over its records.</param>
public sealed record LedgerEnd(string Origin, Frontier Edge)
{
    /// <summary>How many records it has.</summary>
    public long Size => Edge.Size;
}

/// <summary>What was added to a ledger.</summary>
/// <param name="Leaves">The leaves of the records that were added, by their numbers.</param>
/// <param name="End">Where it ends with them.</param>
public sealed record LedgerGrowth(IReadOnlyList<byte[]> Leaves, LedgerEnd End);

/// <summary>Reads the record of every change.</summary>
public sealed class LedgerStore(Database database)
{
    // A page looks no further back than this: a filter that finds little is asked again with the page's token.
    private const int MaxScan = 20_000;

    private const string Columns = "sequence, leaf, record";

    private const string ListSql = $"""
        SELECT {Columns} FROM ledger
        WHERE sequence < @before AND sequence >= @after
          AND (@subject = '' OR subject = @subject OR (subject >= @first AND subject < @last))
          AND (@actor = '' OR actor = @actor)
          AND (@action = '' OR action = @action)
          AND at >= @since AND at < @until
        ORDER BY sequence DESC
        LIMIT @limit
        """;

    private const string RangeSql = $"""
        SELECT {Columns} FROM ledger
        WHERE sequence >= @start AND sequence < @end
        ORDER BY sequence
        """;

    private const string LeavesSql = """
        SELECT leaf FROM ledger
        WHERE sequence >= @start
        ORDER BY sequence
        """;

    // A version moves with the request or later; of a change of several records it is the one that holds the move.
    private const string OfPromotionSql = $"""
        SELECT {Columns} FROM ledger
        WHERE subject = @subject AND action IN ('promotion.request', 'promotion.apply') AND record LIKE @move
        ORDER BY sequence DESC
        LIMIT 1
        """;

    private const string PageSql = "SELECT MAX(sequence) FROM ledger";

    /// <summary>Where the ledger ends.</summary>
    public Task<LedgerEnd> EndAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(EndAsync, cancellationToken);

    /// <summary>What was added behind the first records, and where the ledger ends, both at one time.</summary>
    public Task<LedgerGrowth> GrowthAsync(long size, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var leaves = await session.ListAsync(
                    LeavesSql,
                    row => Convert.FromHexString(row.GetString(0)),
                    ("@start", size)
                );
                return new LedgerGrowth(leaves, await EndAsync(session));
            },
            cancellationToken
        );

    /// <summary>A page of the records that match, newest first. It may be short though more follow: then it has a token.</summary>
    public Task<Result<Page<LedgerEntry>>> ListAsync(
        LedgerQuery query,
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<LedgerEntry>>>(
            async session =>
            {
                var newest = await session.FindNumberAsync(PageSql) ?? -1;
                if (!ParseStart(pageToken, query.Identity, newest).Try(out var before, out var error))
                {
                    return error;
                }

                var after = query.Subject is null ? Math.Max(0, before - MaxScan) : 0;
                var rows = await session.ListAsync(
                    ListSql,
                    Map,
                    [.. ParametersOf(query, before, after), ("@limit", maxResults)]
                );
                var next = rows.Count == maxResults ? rows[^1].Record.Sequence : after;
                return new Page<LedgerEntry>(rows, next > 0 ? new PageToken([next]).Encode(query.Identity) : null);
            },
            cancellationToken
        );

    /// <summary>The record of a number.</summary>
    public async Task<Result<LedgerEntry>> GetAsync(long sequence, CancellationToken cancellationToken) =>
        await ListAsync(sequence, sequence + 1, cancellationToken) is [var entry]
            ? entry
            : new Error(
                ErrorCode.RecordNotFound,
                string.Create(CultureInfo.InvariantCulture, $"The ledger has no record {sequence}."),
                sequence.ToString(CultureInfo.InvariantCulture)
            );

    /// <summary>The record of the move that a promotion made; null if it has made none.</summary>
    public Task<LedgerEntry?> FindOfPromotionAsync(
        string model,
        string promotion,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync(
            session =>
                session.FindAsync(
                    OfPromotionSql,
                    Map,
                    ("@subject", Subjects.Promotion(model, promotion)),
                    ("@move", $"%\"promotion\":\"{promotion}\"%")
                ),
            cancellationToken
        );

    /// <summary>Records by their numbers, in their order.</summary>
    /// <param name="start">The first.</param>
    /// <param name="end">The one behind the last.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public Task<List<LedgerEntry>> ListAsync(long start, long end, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => session.ListAsync(RangeSql, Map, ("@start", start), ("@end", end)),
            cancellationToken
        );

    private static async Task<LedgerEnd> EndAsync(Session session)
    {
        var head = (await session.FindLedgerHeadAsync())!;
        return new LedgerEnd(head.Origin, head.Edge);
    }

    private static (string Name, object? Value)[] ParametersOf(LedgerQuery query, long before, long after) =>
        [
            ("@before", before),
            ("@after", after),
            ("@subject", query.Subject ?? ""),
            ("@first", $"{query.Subject}/"),
            // '0' is the character after '/'.
            ("@last", $"{query.Subject}0"),
            ("@actor", query.Actor ?? ""),
            ("@action", query.Action ?? ""),
            ("@since", query.Since?.ToUnixTimeMilliseconds() ?? 0),
            ("@until", query.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue),
        ];

    private static Result<long> ParseStart(string? pageToken, string search, long newest) =>
        string.IsNullOrEmpty(pageToken)
            ? newest + 1
            : PageToken
                .Parse(pageToken, search)
                .Then<long>(token => token.Values is [long before] ? before : PageToken.Foreign);

    // What was tampered with is shown as it stands; verifying says what is wrong with it.
    internal static LedgerEntry Map(DbDataReader row)
    {
        var json = row.GetString(2);
        return new LedgerEntry(
            LedgerRecord.Parse(json).Try(out var record, out _) ? record : Unreadable(row.GetInt64(0)),
            json,
            row.GetString(1)
        );
    }

    private static LedgerRecord Unreadable(long sequence) =>
        new(sequence, DateTimeOffset.UnixEpoch, "", "", "This record cannot be read.", "", [], LedgerRecord.NoPrevious);
}
