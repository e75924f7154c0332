using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>How a promotion stands, for people, programs and the shell.</summary>
internal static class Outcome
{
    /// <summary>Answers with a promotion that was waited for; the exit code says how it ended, or that it has not.</summary>
    public static int Answer(Run run, PromotionDto promotion)
    {
        run.Answer(
            promotion,
            ProtocolJson.Default.PromotionDto,
            (terminal, dto) => Conclude(terminal, dto, run.Session.Name)
        );
        return ExitCodeOf(promotion);
    }

    public static int ExitCodeOf(PromotionDto promotion) =>
        promotion switch
        {
            { Open: true } => ExitCode.Pending,
            { Phase: "Succeeded" } => ExitCode.Done,
            _ => ExitCode.Refused,
        };

    /// <summary>Tells how it ended, or that it has not.</summary>
    public static void Conclude(Terminal terminal, PromotionDto promotion, string program)
    {
        if (promotion.Open)
        {
            terminal.Line(Tone.Doubtful.Of($"{promotion.Phase}: "), promotion.Outcome);
            terminal.Remark(
                Tone.Faint.Of($"It goes on by itself. Follow it with: {program} promotions show {promotion.Id} --wait")
            );
            return;
        }

        terminal.Line(ToneOf(promotion).Of($"{promotion.Phase}: "), promotion.Outcome);
        if (promotion is { Phase: "Refused", Version: { } version })
        {
            terminal.Remark(Tone.Faint.Of($"What would unblock it: {program} {Asking(promotion, version)}"));
        }
    }

    // Of what was required besides the policy only a plan on the same terms can tell.
    private static string Asking(PromotionDto promotion, int version) =>
        promotion.Require.Count == 0
            ? $"why {promotion.Model}/{version} --to {promotion.Stage}"
            : $"promote {promotion.Model}/{version} --to {promotion.Stage} "
                + (promotion.Dataset is { } dataset ? $"--data {dataset} " : "")
                + $"{string.Join(' ', promotion.Require.Select(require => $"--require '{require}'"))} --dry-run";

    /// <summary>The tone that a promotion's phase deserves.</summary>
    public static Tone ToneOf(PromotionDto promotion) =>
        promotion switch
        {
            { Open: true } => Tone.Doubtful,
            { Phase: "Succeeded" } => Tone.Good,
            _ => Tone.Bad,
        };
}
