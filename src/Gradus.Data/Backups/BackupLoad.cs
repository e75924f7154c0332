using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Core.Ledger;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;

namespace Gradus.Data.Backups;

/// <summary>
/// Puts a backup's rows into an empty registry, in the target's transaction, and looks at all of it: the ledger's chain, the
/// tables against what the ledger tells, the root against the signed checkpoint.
/// </summary>
/// <param name="target">The empty registry.</param>
/// <param name="source">The ledger that must come out of it, where there is no signed checkpoint; null to ask for one.</param>
public sealed class BackupLoad(RestoreTarget target, LedgerEnd? source = null)
{
    private readonly List<BackupBlob> _blobs = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, LedgerTable> _tables = new Dictionary<string, LedgerTable>();
    private BackupTable? _table;
    private BackupEnd? _end;
    private long _rows;

    /// <summary>Puts the lines in. What it answers was checked.</summary>
    /// <exception cref="BackupException">They are no backup, or not a sound one. The target must not be committed.</exception>
    public async Task<BackupContent> RunAsync(IAsyncEnumerable<string> lines)
    {
        var number = 0L;
        await foreach (var line in lines)
        {
            number++;
            if (!BackupText.Parse(line).Try(out var read, out var error))
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"Line {number}: {error.Message}"));
            }

            if (number == 1 != read is BackupHeader || _end is not null)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"Line {number} does not belong there."));
            }

            await TakeAsync(read);
        }

        return _end is null || _end.Rows != _rows || _seen.Count != _tables.Count
            ? throw Bad("It was cut off.")
            : await CheckAsync(_end);
    }

    private async Task TakeAsync(BackupLine line)
    {
        if (line is BackupRow row)
        {
            await AddAsync(row);
            return;
        }

        await EndTableAsync();
        switch (line)
        {
            case BackupHeader header:
                await BeginAsync(header);
                break;
            case BackupTable table:
                await BeginTableAsync(table);
                break;
            case BackupBlob blob:
                _blobs.Add(blob);
                break;
            case BackupEnd end:
                _end = end;
                break;
        }
    }

    private async Task BeginAsync(BackupHeader header)
    {
        var own = await target.Session.ListMigrationsAsync();
        if (!own.SequenceEqual(header.Schema))
        {
            throw new BackupException(
                $"The backup's schema is {string.Join(", ", header.Schema)}, this Gradus's {string.Join(", ", own)}: "
                    + "restore it with the Gradus that made it, then start a newer one."
            );
        }

        _tables = await target.ClearAsync();
    }

    private async Task BeginTableAsync(BackupTable table)
    {
        if (
            !_tables.TryGetValue(table.Name, out var known)
            || !known.Columns.Select(column => column.Name).SequenceEqual(table.Columns)
        )
        {
            throw Bad($"This Gradus has no such table '{table.Name}'.");
        }

        if (!_seen.Add(table.Name))
        {
            throw Bad($"It has table '{table.Name}' twice.");
        }

        _table = table;
        await target.BeginTableAsync(known);
    }

    private async Task AddAsync(BackupRow row)
    {
        if (_table is null || row.Values.Count != _table.Columns.Count)
        {
            throw Bad($"A row does not fit table '{_table?.Name}'.");
        }

        _rows++;
        try
        {
            await target.AddAsync(row.Values);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidCastException or FormatException)
        {
            throw Bad($"A row cannot be put into table '{_table.Name}': {e.Message}");
        }
    }

    private async Task EndTableAsync()
    {
        if (_table is not { } table)
        {
            return;
        }

        _table = null;
        try
        {
            await target.EndTableAsync(table.LastIdentity);
        }
        catch (System.Data.Common.DbException e)
        {
            throw Bad($"Rows cannot be put into table '{table.Name}': {e.Message}");
        }
    }

    private async Task<BackupContent> CheckAsync(BackupEnd end)
    {
        var findings = await LedgerAudit.RunAsync(target.Session);
        if (!findings.IsSound)
        {
            throw Bad(findings.Problem ?? string.Join("; ", findings.Differences.Take(3)));
        }

        var head = (await target.Session.FindLedgerHeadAsync())!;
        var ledger = new LedgerEnd(head.Origin, head.Edge);
        var found = source is null ? FindProblem(end, ledger) : FindProblem(source, ledger);
        return found is { } problem
            ? throw Bad(problem)
            : new BackupContent(ledger, _rows, _blobs, await target.Session.FindStoreIdAsync());
    }

    private static string? FindProblem(LedgerEnd source, LedgerEnd ledger) =>
        source.Origin == ledger.Origin && source.Edge.ToString() == ledger.Edge.ToString()
            ? null
            : "Its ledger is not that of the registry that it was made of.";

    private static string? FindProblem(BackupEnd end, LedgerEnd ledger) =>
        !NoteKey.Parse(end.Key).Try(out var key, out _)
        || !SignedNote.Parse(end.Checkpoint).Try(out var note, out _)
        || !Checkpoint.Parse(note.Text).Try(out var signed, out _)
        || !note.IsSignedBy(key)
            ? "Its checkpoint is not signed with its key."
        : signed.Origin != ledger.Origin || signed.Size != ledger.Size
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Its checkpoint covers {signed.Size} records of {signed.Origin}; it has {ledger.Size} of {ledger.Origin}."
            )
        : signed.Root != Digest.FromBytes(ledger.Edge.Root)
            ? "Its records are not those that were signed: the root is another."
        : null;

    private static BackupException Bad(string why) => new($"The backup is not sound: {why}");
}
