using System.Data.Common;
using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Ledger;
using Gradus.Data.Artifacts;
using Gradus.Data.Models;

namespace Gradus.Data.Ledger;

/// <summary>What a look at the whole ledger and at every ledgered table gave.</summary>
/// <param name="Records">How many records were right, from the first on.</param>
/// <param name="Rows">How many rows of tables were compared.</param>
/// <param name="Problem">What is wrong with the first bad record, or with where the ledger ends; null if nothing is.</param>
/// <param name="Differences">Rows that are not as the ledger says, the first of them.</param>
public sealed record LedgerFindings(long Records, long Rows, string? Problem, IReadOnlyList<string> Differences)
{
    /// <summary>Whether all that is wrong is that records are missing at the end.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problem is null && Differences.Count == 0;
}

/// <summary>
/// Reads the ledger from its first record on, in one snapshot with the tables, and says whether the records follow from each
/// other and whether the tables are what they tell.
/// </summary>
public sealed class LedgerAudit(Database database)
{
    private const int MaxDifferences = 100;

    private const string RecordsSql = """
        SELECT sequence, at, actor, action, subject, request_id, leaf, record FROM ledger
        ORDER BY sequence
        """;

    private const string ManifestsSql = """
        SELECT digest FROM manifests
        ORDER BY digest
        """;

    /// <summary>Looks at everything.</summary>
    public Task<LedgerFindings> RunAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(RunAsync, cancellationToken);

    /// <summary>Looks at everything as a transaction sees it.</summary>
    internal static async Task<LedgerFindings> RunAsync(Session session)
    {
        var tables = await session.ListLedgerTablesAsync();
        var replay = new LedgerReplay(tables.ToDictionary(table => table.Name, StringComparer.Ordinal));
        var chain = new LedgerChain();
        string? problem = null;
        await session.ForEachAsync(RecordsSql, row => problem ??= Take(row, chain, replay));
        var isIncomplete = false;
        if (problem is null)
        {
            (problem, isIncomplete) = await FindProblemOfEndAsync(session, chain);
        }

        if (problem is not null)
        {
            return new LedgerFindings(chain.Size, 0, problem, []) { IsIncomplete = isIncomplete };
        }

        var (differences, rows) = (new List<string>(), 0L);
        foreach (var table in tables)
        {
            rows += await CompareAsync(session, table, replay, differences);
        }

        await CompareManifestsAsync(session, differences);
        return new LedgerFindings(chain.Size, rows, null, [.. differences.Take(MaxDifferences)]);
    }

    private static string? Take(DbDataReader row, LedgerChain chain, LedgerReplay replay)
    {
        var json = row.GetString(7);
        var hasItsLeaf = row.GetString(6) == Convert.ToHexStringLower(LedgerRecord.LeafOf(json));
        if (chain.Add(json, out var record) is { } problem)
        {
            // Of two records that do not fit each other the tree's leaf tells which was changed.
            return hasItsLeaf ? problem : Changed(row);
        }

        if (!hasItsLeaf)
        {
            return Changed(row);
        }

        var isRepeated =
            row.GetInt64(0) == record!.Sequence
            && row.GetTime(1) == record.At
            && row.GetString(2) == record.Actor
            && row.GetString(3) == record.Action
            && row.GetString(4) == record.Subject
            && row.GetString(5) == record.RequestId;
        var why = isRepeated ? replay.Add(record) : "The columns beside it do not repeat it.";
        return why is null ? null : string.Create(CultureInfo.InvariantCulture, $"Record {record.Sequence}: {why}");
    }

    private static string Changed(DbDataReader row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Record {row.GetInt64(0)}: It was changed: it is not what the tree has the leaf of."
        );

    private static async Task<(string? Problem, bool IsIncomplete)> FindProblemOfEndAsync(
        Session session,
        LedgerChain chain
    )
    {
        try
        {
            var head = await session.FindLedgerHeadAsync();
            return (ProblemOfEnd(head, chain), head?.Edge.Size > chain.Size);
        }
        catch (LedgerDamagedException e)
        {
            return (e.Message, false);
        }
    }

    private static string? ProblemOfEnd(LedgerHead? head, LedgerChain chain) =>
        head is null ? "The ledger's end is not recorded."
        : head.Edge.Size != chain.Size
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Record {Math.Min(chain.Size, head.Edge.Size)}: The ledger's end says {head.Edge.Size} records; there are {chain.Size}."
            )
        : !head.Edge.Root.SequenceEqual(chain.Root) || head.Leaf != chain.LastLeaf
            ? "The ledger's end is not that of its records."
        : null;

    private static async Task<long> CompareAsync(
        Session session,
        LedgerTable table,
        LedgerReplay replay,
        List<string> differences
    )
    {
        var told = replay.RowsOf(table.Name);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await session.ForEachRowAsync(
            table,
            values =>
            {
                var key = string.Join(',', table.Key.Select(column => LedgerValues.Of(values[column])));
                seen.Add(key);
                var difference = told.TryGetValue(key, out var row)
                    ? Compare(table, values, row)
                    : "is not in the ledger";
                differences.AddRange(difference is null ? [] : [$"{table.Name} {key} {difference}"]);
            }
        );
        differences.AddRange(
            told.Keys.Where(key => !seen.Contains(key)).Select(key => $"{table.Name} {key} is missing")
        );
        return seen.Count;
    }

    private static string? Compare(LedgerTable table, object?[] values, Dictionary<string, string> row)
    {
        var columns = Enumerable
            .Range(0, values.Length)
            .Where(i =>
                !LedgerValues.StandsFor(row.GetValueOrDefault(table.Columns[i].Name, LedgerValues.Null), values[i])
            )
            .Select(i => table.Columns[i].Name)
            .ToList();
        return columns.Count == 0 ? null : $"has another {string.Join(", ", columns)} than the ledger says";
    }

    // Their files are not ledgered: the digest says what they are.
    private static async Task CompareManifestsAsync(Session session, List<string> differences)
    {
        foreach (var hex in await session.ListAsync(ManifestsSql, row => row.GetString(0)))
        {
            if (
                !Digest.Parse(hex).Try(out var digest, out _)
                || await session.FindManifestDigestAsync(digest) != digest
            )
            {
                differences.Add($"manifests \"{hex}\" has other files than its digest says");
            }
        }
    }
}
