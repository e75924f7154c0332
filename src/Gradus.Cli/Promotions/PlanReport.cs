using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Tells people what a promotion would do, and what hinders it.</summary>
internal static class PlanReport
{
    public static void Print(Terminal terminal, PlanDto plan)
    {
        terminal.Line(
            Tone.Strong.Of($"{plan.Model} {Version(plan)}{plan.From ?? "?"} → {plan.To}"),
            Tone.Faint.Of($"  policy revision {plan.PolicyRevision}, {plan.Mode}")
        );
        Ranking.TellChoice(terminal, plan.Candidates, null);
        foreach (var gate in plan.Gates)
        {
            GateLines.Tell(terminal, gate);
        }

        foreach (var condition in plan.Conditions.Where(condition => condition.Kind != "gate"))
        {
            TellCondition(terminal, condition);
        }

        terminal.Line();
        new Fields()
            .Add("Missing approvals", plan.MissingApprovals > 0 ? $"{plan.MissingApprovals}" : "")
            .Add("Displaced", string.Join(", ", plan.Displaced.Select(version => $"version {version}")))
            .Add("Aliases moved", string.Join(", ", plan.Aliases))
            .Add("Aliases lost", string.Join(", ", plan.AliasesLost))
            .Add("Called outside", string.Join(", ", plan.Hooks))
            .Add("Plan digest", plan.Digest)
            .Print(terminal);
        Conclude(terminal, plan);
    }

    /// <summary>A line for each condition that is not met, with what would unblock it.</summary>
    public static void TellUnmet(Terminal terminal, PlanDto plan)
    {
        foreach (var condition in Unmet(plan))
        {
            var unblock = condition.Unblock.Length > 0 ? $"  → {condition.Unblock}" : "";
            terminal.Line(Tone.Bad.Of("✗ "), condition.Message, Tone.Faint.Of(unblock));
        }
    }

    /// <summary>A line for each thing that is not met and only told: what would hinder it if the policy were enforced.</summary>
    public static void TellReported(Terminal terminal, PlanDto plan)
    {
        foreach (var gate in plan.Gates.Where(gate => gate is { ReportOnly: true, Result: not ("Passed" or "Waived") }))
        {
            GateLines.Tell(terminal, gate);
        }

        foreach (var condition in plan.Conditions.Where(condition => condition.ReportOnly))
        {
            TellCondition(terminal, condition);
        }
    }

    /// <summary>What stands in the way.</summary>
    public static IEnumerable<ConditionDto> Unmet(PlanDto plan) =>
        plan.Conditions.Where(condition => condition is { Met: false, ReportOnly: false });

    private static void TellCondition(Terminal terminal, ConditionDto condition)
    {
        terminal.Line(
            "  ",
            condition switch
            {
                { Met: true } => Tone.Good.Of("✓"),
                { Kind: "version" } => Tone.Bad.Of("✗"),
                _ => Tone.Doubtful.Of("…"),
            },
            $" {(condition.Kind == "version" ? "" : $"{condition.Kind}: ")}{condition.Message}",
            condition switch
            {
                { ReportOnly: true, Kind: "verification" } => Tone.Faint.Of(" (measured anew then)"),
                { ReportOnly: true } => Tone.Faint.Of(GateLines.ToldOnly),
                _ => "",
            }
        );
    }

    private static void Conclude(Terminal terminal, PlanDto plan)
    {
        if (plan.Ready)
        {
            terminal.Line(Tone.Good.Of("Ready: "), "it would be applied at once.");
            return;
        }

        var unmet = Unmet(plan).ToList();
        terminal.Line(Tone.Bad.Of("Blocked: "), Count(unmet.Count));
        foreach (var way in unmet.Select(condition => condition.Unblock).Where(way => way.Length > 0).Distinct())
        {
            terminal.Line(Tone.Faint.Of($"  → {way}"));
        }
    }

    private static string Count(int unmet) =>
        unmet == 1 ? "1 condition is not met." : $"{unmet} conditions are not met.";

    private static string Version(PlanDto plan) => plan.Version is { } version ? $"version {version}: " : "";
}
