using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Tells people how a promotion goes: each thing once, when it is known.</summary>
internal sealed class PromotionReport(Terminal terminal)
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

        foreach (var gate in promotion.Gates.Where(gate => gate.Result is not null && _told.Add(gate.Name)))
        {
            terminal.Line("  ", Mark(gate.Result), $" {gate.Name}  ", Detail(gate));
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
        var among = promotion.Candidates.Count;
        terminal.Line($"  version {chosen.Version} of {among}: {chosen.Note}");
        foreach (var other in promotion.Candidates.Where(candidate => !candidate.Chosen))
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

    private static Piece Detail(GateDto gate) =>
        gate.Result is "Passed" ? gate.Message : Tone.Strong.Of($"{gate.Result}: {gate.Message}");
}
