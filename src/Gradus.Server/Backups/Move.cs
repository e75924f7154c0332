using Gradus.Core.Backups;
using Gradus.Data.Backups;

namespace Gradus.Server.Backups;

/// <summary>
/// Takes a registry from one database to the other. The artifacts stay where they are. It ends with equal ledgers, or with
/// nothing in the new place.
/// </summary>
internal static class Move
{
    /// <summary>Moves and tells how it went.</summary>
    /// <param name="from">Where the registry is; no server may serve it.</param>
    /// <param name="to">Where it goes: nothing may be there.</param>
    /// <param name="tell">Takes sentences for people.</param>
    /// <exception cref="BackupException">There is a registry in the new place, or none in the old one.</exception>
    public static async Task RunAsync(RegistryPlace from, RegistryPlace to, Action<string> tell)
    {
        await using var target = await to.CreateAsync();
        await using (var database = await from.OpenAsync())
        {
            await using var file = BackupFiles.Spool(from.Data);
            var content = await DumpAsync(database, file);
            file.Position = 0;
            var loaded = await new BackupLoad(target, content.Ledger).RunAsync(BackupFiles.ReadLinesAsync(file));
            tell(
                $"{loaded.Rows} rows and {loaded.Ledger.Size} records of the ledger are in {to} as in {from}; root {Convert.ToHexStringLower(loaded.Ledger.Edge.Root)}."
            );
            await to.CompleteAsync(target);
        }

        // Nobody shall go on writing to what was left behind. PostgreSQL's tables stay: they are not ours to drop.
        if (from.Address is null)
        {
            File.Move(from.File, from.File + ".moved");
        }
    }

    private static async Task<BackupContent> DumpAsync(Data.Database database, Stream file)
    {
        await using var lines = BackupFiles.WriteLines(file);
        var content = await new BackupDump(database).WriteAsync(lines, CancellationToken.None);
        await lines.WriteLineAsync(new BackupEnd(content.Rows, content.Ledger.Size, "", "").ToJson());
        return content;
    }
}
