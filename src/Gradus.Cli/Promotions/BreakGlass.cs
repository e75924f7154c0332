using Gradus.Cli.CommandLine;
using Gradus.Cli.Models;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Rollbacks;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promote MODEL --version N --to STAGE --break-glass --reason TEXT</c>: past the gates, and loudly so.</summary>
internal static class BreakGlass
{
    public static async Task<int> MoveAsync(Run run, PromoteOptions options, CancellationToken cancel)
    {
        var (model, stage) = (options.Model(run), run.Get(options.To)!);
        var (version, reason) = Read(run, options);
        var question =
            $"Version {version} of '{model}' goes to {stage} WITHOUT its gates, which stands in the history under your name. Do it?";
        const string Otherwise = "--break-glass passes the gates by: where nobody can be asked, say --yes to mean it.";
        if (!Consent.GivenAloud(run, options.Yes, question, Otherwise))
        {
            run.Terminal.Complain("Nothing was moved.");
            return ExitCode.Refused;
        }

        var request = new BreakGlassDto(stage, reason, run.Get(options.Archive));
        var moved = await run.Server.Gates.BreakGlassAsync(model, version, request, cancel);
        return run.Answer(
            moved,
            ProtocolJson.Default.TransitionResultDto,
            (terminal, dto) =>
            {
                terminal.Line(Tone.Bad.Of("BREAK-GLASS: "), "the gates were passed by, and the history says so.");
                TransitionStage.Print(terminal, dto);
            }
        );
    }

    private static (int Version, string Reason) Read(Run run, PromoteOptions options)
    {
        if (options.OfGates.FirstOrDefault(run.Has) is { } needless)
        {
            throw new UsageException(
                $"--break-glass passes the gates by and takes no {needless.Name}: only --version, --to, --reason, --archive-existing and --yes."
            );
        }

        return (options.NamedVersion(run), run.Get(options.Reason)) switch
        {
            (null, _) => throw new UsageException("--break-glass moves one version: say which with --version N."),
            (_, null or "") => throw new UsageException(
                "--break-glass needs --reason TEXT, which stands in the history."
            ),
            ({ } version, { } reason) => (version, reason),
        };
    }
}
