using Gradus.Cli.CommandLine;
using Gradus.Cli.Processes;

namespace Gradus.Cli.Backups;

/// <summary>The commands about a registry that nobody serves: the server program carries them out.</summary>
internal static class Elsewhere
{
    /// <summary><c>gradus backup verify FROM</c></summary>
    public static Verb Verify()
    {
        var verb = new Verb("verify", "Check a backup: restore its rows into a scratch file, hash every blob.")
        {
            Arguments = { From() },
            Options = { Key() },
            Notes = ["Exit code 0: sound. 1: not, with the reason. It needs no server and changes nothing."],
            Examples =
            [
                "backup verify /mnt/backups/gradus",
                "backup verify /mnt/backups/gradus/2026-03-01T12-00-00.000Z",
            ],
        };
        return Becomes(verb, "verify-backup");
    }

    /// <summary><c>gradus restore FROM</c></summary>
    public static Verb Restore()
    {
        var verb = new Verb("restore", "Make a registry of a backup, in an empty place.")
        {
            Group = Root.Rest,
            Arguments = { From() },
            Options =
            {
                Words.TextOption(
                    "--data",
                    "FOLDER",
                    "Where the registry is to keep its files (default ./gradus-data)."
                ),
                Words.TextOption("--database", "ADDRESS", "An empty PostgreSQL database instead of SQLite."),
                Key(),
            },
            Notes =
            [
                "Every row is compared with what the ledger tells, the ledger with its signed checkpoint, every blob with its "
                    + "digest. A restore that is cut off is not served; run it again.",
            ],
            Examples =
            [
                "restore /mnt/backups/gradus --data /var/lib/gradus",
                "restore /mnt/backups/gradus --data /var/lib/gradus --database postgres://gradus@db/gradus",
            ],
        };
        return Becomes(verb, "restore");
    }

    /// <summary><c>gradus move --to ADDRESS</c></summary>
    public static Verb Move()
    {
        var verb = new Verb("move", "Move a registry that is not served from SQLite to PostgreSQL, or back.")
        {
            Group = Root.Rest,
            Options =
            {
                Words.TextOption("--data", "FOLDER", "The registry's files, which stay there (default ./gradus-data)."),
                Words.TextOption(
                    "--database",
                    "ADDRESS",
                    "The PostgreSQL database that it is in now, if it is in one."
                ),
                Words.Required(Words.TextOption("--to", "ADDRESS", "An empty PostgreSQL database, or sqlite.")),
            },
            Notes =
            [
                "It ends with equal ledgers, or with nothing in the new place. The old rows are left as they are.",
            ],
            Examples =
            [
                "move --data /var/lib/gradus --to postgres://gradus@db/gradus",
                "move --data /var/lib/gradus --database postgres://gradus@db/gradus --to sqlite",
            ],
        };
        return Becomes(verb, "move");
    }

    private static System.CommandLine.Argument<string> From() =>
        Words.Text("from", "FROM", "A backup, or a folder of backups: then the newest.");

    private static System.CommandLine.Option<string?> Key() =>
        Words.TextOption("--key", "KEY", "The key that the ledger must be signed with.");

    private static Verb Becomes(Verb verb, string command)
    {
        verb.Does(run =>
        {
            var server = SiblingProgram.FindServer(run.Session.Environment);
            return Exec.Become(server.File, [.. server.Before, command, .. Typed.Of(run, verb)]);
        });
        return verb;
    }
}
