using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Tells people how a promotion goes: each thing once, when it is known.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="isBrief">Whether to leave out why others were not picked.</param>
internal sealed class PromotionReport(Terminal terminal, bool isBrief = false)
{
    private readonly HashSet<string> _told = [];

    /// <summary>Tells what is new since the last time.</summary>
    public void Tell(PromotionDto promotion)
    {
        if (_told.Add("request"))
        {
            terminal.Line(
                Tone.Strong.Of($"{promotion.Model} → {promotion.Stage}"),
                Tone.Faint.Of($"  promotion {promotion.Id}")
            );
        }

        if (promotion.Candidates.FirstOrDefault(candidate => candidate.Chosen) is { } chosen && _told.Add("choice"))
        {
            TellChoice(promotion, chosen);
        }

        foreach (var gate in promotion.Gates.Where(gate => gate.Result is not null && _told.Add($"gate {gate.Name}")))
        {
            terminal.Line("  ", Mark(gate.Result), Detail(gate));
        }
    }

    /// <summary>Tells how it ended, or that it has not.</summary>
    public static void Conclude(Terminal terminal, PromotionDto promotion, string program)
    {
        if (promotion.Open)
        {
            terminal.Line(Tone.Doubtful.Of($"{promotion.Phase}: "), promotion.Outcome);
            terminal.Remark(Tone.Faint.Of($"It goes on by itself. See: {program} promotions show {promotion.Id}"));
            return;
        }

        var good = promotion.Phase == "Succeeded";
        terminal.Line((good ? Tone.Good : Tone.Bad).Of($"{promotion.Phase}: "), promotion.Outcome);
    }

    private void TellChoice(PromotionDto promotion, CandidateDto chosen)
    {
        var value = chosen.Value is { } number ? $" ({Shown.Number(number)})" : "";
        terminal.Line(
            $"  version {chosen.Version} is the best of {promotion.Candidates.Count} by {promotion.Best}{value}"
        );
        foreach (var other in promotion.Candidates.Where(candidate => !candidate.Chosen && !isBrief))
        {
            terminal.Line(Tone.Faint.Of($"    not version {other.Version}: {other.Note}"));
        }
    }

    private static Piece Mark(string? result) =>
        result switch
        {
            "Passed" or "Waived" => Tone.Good.Of("✓"),
            "Skipped" => Tone.Faint.Of("–"),
            "Inconclusive" => Tone.Doubtful.Of("?"),
            _ => Tone.Bad.Of("✗"),
        };

    // A threshold's message names its metric and its bound already.
    private static Piece Detail(GateDto gate)
    {
        var text = gate.Bound is null ? $" {gate.Name}: {gate.Message}" : $" {gate.Message}";
        return gate.Result is "Passed" ? text : Tone.Strong.Of(text);
    }
}
