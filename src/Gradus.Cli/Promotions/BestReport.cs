using System.Globalization;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Tells people how versions rank, who is the best of those that are known, and who was left out since it was not measured.</summary>
internal static class BestReport
{
    /// <summary>The best of those whose metrics are known; null if none qualifies.</summary>
    public static CandidateDto? Winner(PlanDto plan) =>
        plan.Candidates.FirstOrDefault(candidate => candidate.Chosen)
        ?? plan.Candidates.FirstOrDefault(candidate => candidate.Rank == 1);

    /// <summary>Prints it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="plan">What the server says.</param>
    /// <param name="metric">What the versions are ranked by first.</param>
    /// <param name="measure">The command that has the rest measured; null if that was tried just now.</param>
    public static void Print(Terminal terminal, PlanDto plan, string metric, string? measure)
    {
        PrintTable(terminal, plan, metric);
        var left = plan.Candidates.Where(candidate => candidate.Measurement is not null).ToList();
        if (Winner(plan) is { } best)
        {
            var among = left.Count > 0 ? ", of the versions that were measured" : "";
            terminal.Line(Tone.Good.Of("✓ "), $"{plan.Model}/{best.Version} is the best for {plan.To}{among}.");
        }
        else
        {
            foreach (var reason in plan.Conditions.Where(condition => condition is { Kind: "version", Met: false }))
            {
                terminal.Line(Tone.Bad.Of("✗ "), reason.Message);
            }
        }

        TellLeft(terminal, left.FindAll(candidate => candidate.Measurement == "waiting"), "waiting for a worker");
        var missing = left.FindAll(candidate => candidate.Measurement != "waiting");
        TellLeft(terminal, missing, measure is null ? "could not be measured" : "not measured yet");
        if (measure is not null && missing.Count > 0)
        {
            var what = missing.Count == 1 ? "it" : "them";
            terminal.Line(Tone.Faint.Of($"  → To have {what} measured first: {measure}"));
        }
    }

    private static void TellLeft(Terminal terminal, List<CandidateDto> left, string why)
    {
        if (left.Count > 0)
        {
            var numbers = string.Join(", ", left.Select(candidate => $"{candidate.Version}"));
            var who = left.Count == 1 ? "version" : "versions";
            terminal.Line(Tone.Doubtful.Of("… "), $"Left out, {why}: {who} {numbers}.");
        }
    }

    private static void PrintTable(Terminal terminal, PlanDto plan, string metric)
    {
        if (plan.Candidates.Count == 0)
        {
            return;
        }

        var table = new Table("Rank", "Version", "Stage", metric, "Why");
        var best = Winner(plan);
        foreach (var candidate in plan.Candidates.OrderBy(candidate => candidate.Rank ?? int.MaxValue))
        {
            table.Row(
                candidate.Rank?.ToString(CultureInfo.InvariantCulture) ?? "–",
                (candidate == best ? Tone.Good : Tone.Plain).Of($"{candidate.Version}"),
                candidate.Stage,
                candidate.Value is { } value ? Shown.Number(value) : "",
                candidate.Note
            );
        }

        table.Print(terminal, "");
    }
}
