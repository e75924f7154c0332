using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Tells which version was picked as the best, and why not the others.</summary>
internal static class Ranking
{
    public static void TellChoice(
        Terminal terminal,
        IReadOnlyList<CandidateDto> candidates,
        string? best,
        bool isBrief = false
    )
    {
        var chosen = candidates.FirstOrDefault(candidate => candidate.Chosen);
        if (chosen is not null)
        {
            var value = chosen.Value is { } number ? $" ({Shown.Number(number)})" : "";
            var by = best is null ? "" : $" by {best}";
            terminal.Line($"  version {chosen.Version} is the best of {candidates.Count}{by}{value}");
        }

        foreach (var other in candidates.Where(candidate => !candidate.Chosen && !isBrief))
        {
            terminal.Line(Tone.Faint.Of($"    {(chosen is null ? "" : "not ")}version {other.Version}: {other.Note}"));
        }
    }
}
