using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Connecting;
using Gradus.Cli.Processes;

namespace Gradus.Cli.Hosting;

/// <summary><c>gradus serve</c>: becomes the gateway that answers predictions.</summary>
internal static class Serve
{
    private static readonly Argument<string[]> Models = new("models")
    {
        HelpName = "MODEL-URI",
        Description = "What to serve: models:/NAME/STAGE, models:/NAME@ALIAS or models:/NAME/VERSION.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Verb Create()
    {
        var verb = new Verb("serve", "Answer predictions with the versions that hold stages, in the foreground.")
        {
            Group = Root.Start,
            Notes =
            [
                "It answers MLflow's scoring protocol (/invocations) and the Open Inference Protocol (/v2), follows the "
                    + "stage about half a second after a promotion or a rollback, and goes on with the last version it knows when "
                    + "the server is away. It is ready when GET /health answers 200 and stops cleanly on Ctrl+C or SIGTERM. "
                    + "It shows GRADUS_TOKEN to the server, and tells it what it serves and how that answers; for that the user must be "
                    + "allowed to work.",
            ],
            Examples =
            [
                "serve models:/tumours/Production",
                "serve models:/tumours/Production models:/digits@champion --port 8080",
                "serve models:/tumours/Production --workers 4 --max-batch 64 --server http://registry:5000",
            ],
        };
        verb.Arguments.Add(Models);
        verb.Options.Add(Words.TextOption("--host", "ADDRESS", "The address to listen on (default 127.0.0.1)."));
        verb.Options.Add(Words.NumberOption("--port", "PORT", "The port to listen on (default 5001).", 0));
        verb.Options.Add(
            Words.TextOption(
                "--name",
                "NAME",
                "What the server knows this gateway by (default the machine's name); two on one machine need two."
            )
        );
        verb.Options.Add(
            Words.TextOption(
                "--data",
                "FOLDER",
                "Where it keeps models' files and what it served last (default ./gradus-serving)."
            )
        );
        verb.Options.Add(
            Words.NumberOption(
                "--standby-seconds",
                "N",
                "How long a version that was replaced stays loaded, for the way back (default 600; 0: not).",
                0
            )
        );
        verb.Options.Add(
            Words.TextOption(
                "--capture",
                "SHARE",
                "Keep this share of requests and answers, e.g. 1%, as the data set MODEL-STAGE-captured (default none)."
            )
        );
        verb.Options.Add(
            Words.NumberOption("--capture-days", "N", "How long captured requests are kept (default 30).", 1)
        );
        verb.Options.Add(
            Words.NumberOption("--capture-mb", "N", "How much is kept of them for each address (default 256).", 1)
        );
        verb.Options.Add(Words.NumberOption("--workers", "N", "How many processes each version has (default 2).", 1));
        verb.Options.Add(Words.NumberOption("--threads", "N", "How many threads each of them may use (default 1).", 1));
        verb.Options.Add(
            Words.NumberOption("--max-batch", "N", "How many examples go into a model at once (default 32).", 1)
        );
        verb.Options.Add(
            Words.NumberOption(
                "--max-wait-ms",
                "N",
                "How long a batch waits for requests that are being read (default 2).",
                0
            )
        );
        verb.Options.Add(
            Words.NumberOption("--queue", "N", "How many requests may wait before the answer is 429 (default 256).", 1)
        );
        verb.Options.Add(
            Words.NumberOption(
                "--timeout-ms",
                "N",
                "How long a model may take before its process is ended (default 10000).",
                1
            )
        );
        verb.Does(run =>
        {
            var server = ServerAddress.Choose(run.Get(GlobalOptions.Server), run.Session.Environment);
            var gateway = SiblingProgram.FindServing(run.Session.Environment);
            return Exec.Become(
                gateway.File,
                [.. gateway.Before, .. Typed.Of(run, verb), "--server", server.Address.AbsoluteUri]
            );
        });
        return verb;
    }
}
