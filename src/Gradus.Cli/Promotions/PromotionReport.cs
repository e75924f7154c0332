using Gradus.Cli.Screen;
using Gradus.Cli.Serving;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Tells people how a promotion goes: each thing once, when it is known.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="program">What the program was called as.</param>
/// <param name="isBrief">Whether to leave out why others were not picked.</param>
internal sealed class PromotionReport(Terminal terminal, string program, bool isBrief = false)
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

        if (promotion.Candidates.Any(candidate => candidate.Chosen) && _told.Add("choice"))
        {
            Ranking.TellChoice(terminal, promotion.Candidates, promotion.Best, isBrief);
        }

        TellGates(promotion, promotion.Gates, "");
        TellWait(promotion);
        TellRollout(promotion);
        TellGates(promotion, promotion.Verifications, "after the move, ");
    }

    private void TellGates(PromotionDto promotion, IReadOnlyList<GateDto> gates, string when)
    {
        foreach (var gate in gates.Where(gate => gate.Result is not null))
        {
            // A gate that is judged anew, on new evidence, is told again only if it says something else.
            if (_told.Add($"{when}{gate.Name} {gate.Result} {gate.Message}"))
            {
                GateLines.Tell(terminal, gate, when, Age(promotion, gate));
            }
        }
    }

    // What was measured for an earlier promotion is used again while it is fresh; that should be known.
    private static string Age(PromotionDto promotion, GateDto gate)
    {
        var earlier = promotion
            .Evidence.Where(found => gate.Evidence.Contains(found.Id) && found.FinishedAt < promotion.CreatedAt)
            .ToList();
        return earlier.Count == 0 ? "" : $"  found before, {Shown.Time(earlier.Min(found => found.FinishedAt))}";
    }

    private void TellRollout(PromotionDto promotion)
    {
        if (promotion.Rollout is { } rollout && _told.Add($"rollout {rollout.Step}"))
        {
            terminal.Line("  ", Tone.Doubtful.Of("… "), RolloutWords.Say(rollout));
        }
    }

    private void TellWait(PromotionDto promotion)
    {
        if (promotion.Phase is not ("AwaitingApproval" or "Soaking") || !_told.Add($"wait {promotion.Outcome}"))
        {
            return;
        }

        terminal.Line("  ", Tone.Doubtful.Of("… "), promotion.Outcome);
        if (promotion.Phase == "AwaitingApproval" && _told.Add("approve"))
        {
            terminal.Line(Tone.Faint.Of($"    Approve with: {program} approve {promotion.Id}"));
        }
    }
}
