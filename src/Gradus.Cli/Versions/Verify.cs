using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Artifacts;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions verify MODEL VERSION</c></summary>
internal static class Verify
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var verb = new Verb("verify", "Have the server read every byte of a version again and compare the digests.")
        {
            Arguments = { model, version },
            Notes = ["A version that is not sound is quarantined, and the exit code is 1."],
            Examples = ["versions verify churn 3"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var found = await run.Server.Versions.VerifyAsync(run.Get(model), run.Get(version), cancel);
                run.Answer(found, ProtocolJson.Default.VerificationDto, Print);
                return found.Sound ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, VerificationDto found)
    {
        if (found.Sound)
        {
            terminal.Line(Tone.Good.Of("✓ "), $"Sound: {found.Files} file(s), {Shown.Size(found.Bytes)}.");
        }

        foreach (var problem in found.Problems)
        {
            terminal.Complain(problem);
        }
    }
}
