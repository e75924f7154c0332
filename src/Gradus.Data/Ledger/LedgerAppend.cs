using System.Text;
using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>Where the ledger ends.</summary>
/// <param name="Origin">Which ledger it is.</param>
/// <param name="Edge">The right edge of its tree.</param>
/// <param name="Leaf">The last record's leaf.</param>
/// <param name="At">The last record's time.</param>
internal sealed record LedgerHead(string Origin, Frontier Edge, string Leaf, DateTimeOffset At);

/// <summary>A record as it is kept.</summary>
/// <param name="Record">What it says.</param>
/// <param name="Json">Its canonical JSON.</param>
/// <param name="Leaf">Its leaf.</param>
public sealed record LedgerEntry(LedgerRecord Record, string Json, string Leaf);

/// <summary>The root of a full subtree that is kept, so that proofs are quick.</summary>
internal sealed record LedgerNode(NodePlace Place, byte[] Hash);

/// <summary>The records that a transaction adds, and where the ledger ends then.</summary>
internal sealed record LedgerAppend(
    LedgerHead Head,
    IReadOnlyList<LedgerEntry> Entries,
    IReadOnlyList<LedgerNode> Nodes
)
{
    // A record without its changes is some hundreds of bytes, if its subject is not a very long path.
    private const int MaxChanges = 48 * 1024;

    // The roots that are kept are those of every eighth level.
    private const int KeptLevels = 8;

    /// <summary>Makes the records of what a transaction did; of much, several.</summary>
    /// <exception cref="InvalidOperationException">The write did not say what it does.</exception>
    public static LedgerAppend Make(LedgerHead head, Deed? deed, ChangeSet changes, DateTimeOffset now)
    {
        var rows = changes.ToJson(MaxChanges);
        if (rows.Count > 0 && deed is null)
        {
            throw new InvalidOperationException(
                $"A write changed {TableOf(rows[0])} without saying what it does: the ledger would have no record of it."
            );
        }

        var (entries, nodes) = (new List<LedgerEntry>(), new List<LedgerNode>());
        foreach (var part in Divide(rows))
        {
            var (entry, leaf) = EntryAfter(head, deed!, part, now);
            var edge = head.Edge.Append(leaf, (level, index, root) => Keep(nodes, new NodePlace(level, index), root));
            head = head with { Edge = edge, Leaf = entry.Leaf, At = entry.Record.At };
            entries.Add(entry);
        }

        return new LedgerAppend(head, entries, nodes);
    }

    // Several servers' clocks may differ; the ledger's time does not run backwards.
    private static (LedgerEntry Entry, byte[] Leaf) EntryAfter(
        LedgerHead head,
        Deed deed,
        IReadOnlyList<string> changes,
        DateTimeOffset now
    )
    {
        var record = new LedgerRecord(
            Sequence: head.Edge.Size,
            At: now > head.At ? now : head.At,
            Actor: deed.Caller.Actor,
            Action: deed.Action.ToName(),
            Subject: deed.Subject,
            RequestId: deed.Caller.RequestId,
            Changes: changes,
            Previous: head.Leaf
        );
        var json = record.ToJson();
        var leaf = LedgerRecord.LeafOf(json);
        return (new LedgerEntry(record, json, Convert.ToHexStringLower(leaf)), leaf);
    }

    private static string TableOf(string change)
    {
        using var json = System.Text.Json.JsonDocument.Parse(change);
        return json.RootElement.GetProperty("table").GetString()!;
    }

    private static void Keep(List<LedgerNode> nodes, NodePlace place, byte[] root)
    {
        if (place.Level > 0 && place.Level % KeptLevels == 0)
        {
            nodes.Add(new LedgerNode(place, root));
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Divide(List<string> rows)
    {
        var (part, bytes) = (new List<string>(), 0);
        foreach (var json in rows)
        {
            var length = Encoding.UTF8.GetByteCount(json) + 1;
            if (bytes + length > MaxChanges && part.Count > 0)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(json);
            bytes += length;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
