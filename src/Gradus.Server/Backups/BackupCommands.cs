using System.CommandLine;
using Gradus.Data.Backups;
using Gradus.Server.Hosting;

namespace Gradus.Server.Backups;

/// <summary>What the server program does besides serving: restoring, checking and moving a registry that nobody serves.</summary>
internal static class BackupCommands
{
    private static readonly Argument<string> From = new("from");
    private static readonly Option<string> Data = new("--data") { DefaultValueFactory = _ => "./gradus-data" };
    private static readonly Option<string?> Database = new("--database");
    private static readonly Option<string> To = new("--to") { Required = true };
    private static readonly Option<string?> Key = new("--key");

    /// <summary>The commands.</summary>
    public static IEnumerable<Command> All() => [Restoring(), Verifying(), Moving()];

    private static Command Restoring() =>
        Does(
            new Command("restore") { From, Data, Database, Key },
            async parsed =>
            {
                var source = BackupSource.Find(parsed.GetValue(From)!);
                await source.AssertUnchangedAsync(parsed.GetValue(Key));
                var place = new RegistryPlace(DataFolder.Resolve(parsed.GetValue(Data)!), parsed.GetValue(Database));
                await Restore.RunAsync(source, place, Console.WriteLine);
                Console.WriteLine($"Restored {source.Name}. Its ledger was signed with {source.Manifest.Key};");
                Console.WriteLine(
                    $"put that key's file into {DataFolder.LedgerKeyIn(place.Data)} before you start it."
                );
            }
        );

    private static Command Verifying() =>
        Does(
            new Command("verify-backup") { From, Key },
            async parsed =>
            {
                var source = BackupSource.Find(parsed.GetValue(From)!);
                await source.AssertUnchangedAsync(parsed.GetValue(Key));
                await BackupCheck.RunAsync(source, Console.WriteLine);
                Console.WriteLine($"Backup {source.Name} is sound. It was signed with {source.Manifest.Key}.");
            }
        );

    private static Command Moving() =>
        Does(
            new Command("move") { Data, Database, To },
            async parsed =>
            {
                var data = DataFolder.Resolve(parsed.GetValue(Data)!);
                var from = new RegistryPlace(data, parsed.GetValue(Database));
                var to = parsed.GetValue(To) is "sqlite" ? null : parsed.GetValue(To);
                if (from.Address is null == to is null)
                {
                    throw new BackupException(
                        "A registry moves from SQLite to PostgreSQL, or with --database to sqlite."
                    );
                }

                await Move.RunAsync(from, new RegistryPlace(data, to), Console.WriteLine);
                Console.WriteLine(
                    to is null
                        ? $"Serve it from now on with: gradus server --data {data}"
                        : $"Serve it from now on with: gradus server --data {data} --database \"{to}\""
                );
            }
        );

    private static Command Does(Command command, Func<ParseResult, Task> act)
    {
        command.SetAction(
            async (parsed, _) =>
            {
                var addresses = new[]
                {
                    parsed.GetValue(Database),
                    command.Name == "move" ? parsed.GetValue(To) : null,
                };
                if (
                    addresses.Any(address =>
                        address is not (null or "sqlite") && !PostgresAddress.IsUnderstood(address)
                    )
                )
                {
                    throw new BackupException(PostgresAddress.NotUnderstood);
                }

                await act(parsed);
                return 0;
            }
        );
        return command;
    }
}
