using System.Runtime.InteropServices;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Processes;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Demo;

/// <summary><c>gradus demo</c>: real models, real data, a real server; it fails if anything does not go as it says.</summary>
internal static class DemoCommand
{
    public static Verb Create()
    {
        var data = Words.TextOption("--data", "FOLDER", "Where the demo's registry goes (default ./gradus-demo).");
        var verb = new Verb("demo", "Watch real models being registered, measured on real data, promoted or refused.")
        {
            Group = Root.Start,
            Options = { data },
            Notes =
            [
                "Starts a server of its own on a free port and stops it at the end. Takes well under a minute, and leaves "
                    + "nothing behind but its data folder, which the next demo makes anew.",
            ],
            Examples = ["demo", "demo --data /tmp/gradus-demo"],
        };
        verb.Does((run, cancel) => RunAsync(run, run.Get(data) ?? "./gradus-demo", cancel));
        return verb;
    }

    private static async Task<int> RunAsync(Run run, string folder, CancellationToken cancel)
    {
        var environment = Credentials.LeftOutOf(run.Session.Environment);
        var samples = Samples.Find(environment);
        var data = DataFolder.MakeAnew(folder);
        // With --json the story is not told, and the answer is what the API says of the promotions.
        var terminal = run.Json
            ? new Terminal(TextWriter.Null, TextWriter.Null, IsRich: false, IsErrorRich: false)
            : run.Terminal;
        PromotionPageDto promotions;
        // A terminal that is closed must not leave the demo's server behind.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var hangup = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        );
        await using (
            var server = await DemoProcess.StartAsync(
                "server",
                SiblingProgram.FindServer(environment),
                ["--data", data.FullPath],
                data.Log,
                stop.Token
            )
        )
        {
            using var client = new GradusClient(new GradusClientOptions(server.Address, Environment.UserName));
            var session = run.Session with { Terminal = terminal, Environment = environment };
            var story = new Story(session, client, samples, data);
            promotions = await story.TellAsync(stop.Token);
        }

        if (run.Json)
        {
            run.Answer(promotions, ProtocolJson.Default.PromotionPageDto, (_, _) => { });
        }

        return ExitCode.Done;
    }
}
