using Gradus.Cli.CommandLine;
using Gradus.Cli.Processes;

namespace Gradus.Cli.Hosting;

/// <summary><c>gradus server</c>: becomes the server program.</summary>
internal static class Server
{
    public static Verb Create()
    {
        var verb = new Verb("server", "Start the whole of Gradus on this machine, in the foreground.")
        {
            Group = Root.Start,
            Notes =
            [
                "It is ready when GET /health answers 200 and stops cleanly on Ctrl+C or SIGTERM. An empty or missing data "
                    + "folder becomes an empty registry with the stages None, Development, Staging, Production, Archived.",
            ],
            Examples =
            [
                "server",
                "server --port 8080 --data /var/lib/gradus",
                "server --serve models:/tumours/Production",
                "server --database \"Host=db;Username=gradus;Database=gradus\"",
                "server --database postgres://gradus@db/gradus",
            ],
        };
        verb.Options.Add(Words.TextOption("--host", "ADDRESS", "The address to listen on (default 127.0.0.1)."));
        verb.Options.Add(Words.NumberOption("--port", "PORT", "The port to listen on (default 5000).", 0));
        verb.Options.Add(
            Words.TextOption("--data", "FOLDER", "Where the registry keeps its files (default ./gradus-data).")
        );
        verb.Options.Add(
            Words.TextOption("--database", "ADDRESS", "A PostgreSQL server instead of SQLite in the data folder.")
        );
        verb.Options.Add(
            Words.TextOption(
                "--ledger-key",
                "FILE",
                "The key that the ledger is signed with (default ledger.key in the data folder; or GRADUS_LEDGER_KEY)."
            )
        );
        verb.Options.Add(
            Words.TextOption("--issuers", "FILE", "The issuers of OIDC tokens that are trusted (or GRADUS_ISSUERS).")
        );
        verb.Options.Add(Words.NumberOption("--workers", "N", "How many worker processes to start (default 1).", 0));
        verb.Options.Add(
            Words.ManyOption(
                "--serve",
                "MODEL-URI",
                "Also answer predictions on this machine: models:/NAME/STAGE, models:/NAME@ALIAS or models:/NAME/VERSION."
            )
        );
        verb.Options.Add(
            Words.NumberOption("--serve-port", "PORT", "The port on which it answers them (default 5001).", 0)
        );
        verb.Options.Add(
            Words.NumberOption(
                "--requests-per-second",
                "N",
                "How many requests one caller may send (default 1000 from elsewhere, any number from this machine; 0: any).",
                0
            )
        );
        verb.Options.Add(Words.ManyOption("--allow-host", "NAME", "A further Host header to answer to."));
        verb.Does(run =>
        {
            var server = SiblingProgram.FindServer(run.Session.Environment);
            return Exec.Become(server.File, [.. server.Before, .. Typed.Of(run, verb)]);
        });
        return verb;
    }
}
