using Gradus.Core.Policies;
using Gradus.Policies.Differences;
using Gradus.Policies.Shapes;

namespace Gradus.Policies;

/// <summary>Says what another policy would change, line by line, for people who have to agree to it.</summary>
public static class PolicyDiff
{
    /// <summary>What differs from one policy to another; empty if they say the same.</summary>
    /// <param name="a">The policy before.</param>
    /// <param name="b">The policy after.</param>
    /// <returns>Plain lines such as "Production: approvals 1 → 2".</returns>
    public static IReadOnlyList<string> Between(Policy a, Policy b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var lines = new List<string>();
        var changes = new Changes(lines, "");
        changes.Compare("mode", Words.Modes.For(a.Mode), Words.Modes.For(b.Mode));
        PeopleDiff.Compare(a, b, changes);
        RunnerDiff.Compare(a.Runners, b.Runners, changes);
        CompareStages(a, b, changes);
        foreach (var stage in a.Rules.Keys.Union(b.Rules.Keys))
        {
            StageDiff.Compare(RulesOf(a, stage), RulesOf(b, stage), changes.Of(stage));
        }

        CompareModels(a, b, changes);
        return lines;
    }

    /// <summary>What differs from one file's text to another's; null if one of them has a problem.</summary>
    public static IReadOnlyList<string>? BetweenTexts(string a, string b) =>
        PolicyFile.Parse(a).Policy is { } before && PolicyFile.Parse(b).Policy is { } after
            ? Between(before, after)
            : null;

    private static void CompareStages(Policy a, Policy b, Changes changes)
    {
        var (before, after) = (a.Stages.ToDictionary(Name), b.Stages.ToDictionary(Name));
        changes.AddRange(
            before
                .Keys.Except(after.Keys)
                .Select(gone => $"stage {gone}: no longer governed by the policy; it stays registered")
        );
        changes.AddRange(after.Keys.Except(before.Keys).Select(added => $"stage {added} added"));
        foreach (var name in before.Keys.Intersect(after.Keys))
        {
            var (was, becomes) = (before[name], after[name]);
            changes
                .Of(name)
                .Compare("description", was.Description ?? "as registered", becomes.Description ?? "as registered");
            changes.Of(name).Compare("occupancy", Say(was), Say(becomes));
        }

        changes.CompareOrder("stages", [.. a.Stages.Select(Name)], [.. b.Stages.Select(Name)]);

        static string Name(StageDefinition stage) => stage.Name.Value;
        static string Say(StageDefinition stage) =>
            stage.Occupancy is { } occupancy ? Words.Occupancies.For(occupancy) : "as registered";
    }

    // What the rules for all models change too is told there, and not again for each pattern.
    private static void CompareModels(Policy a, Policy b, Changes changes)
    {
        var (before, after) = (Patterns(a), Patterns(b));
        changes.CompareSets("rules for models", before, after);
        foreach (var pattern in before.Union(after))
        {
            var (was, becomes) = (Laid(a, pattern), Laid(b, pattern));
            var own = changes.Of(pattern);
            if (was.Mode is not null || becomes.Mode is not null)
            {
                own.Compare("mode", Words.Modes.For(was.Mode ?? a.Mode), Words.Modes.For(becomes.Mode ?? b.Mode));
            }

            foreach (var stage in was.Stages.Union(becomes.Stages))
            {
                var lines = new List<string>();
                StageDiff.Compare(was.Rules(stage), becomes.Rules(stage), new Changes(lines, ""));
                var general = new List<string>();
                StageDiff.Compare(RulesOf(a, stage), RulesOf(b, stage), new Changes(general, ""));
                own.Of(stage).AddRange(lines.Except(general));
            }
        }

        changes.CompareOrder("rules for models", before, after);
    }

    private static IReadOnlyList<string> Patterns(Policy policy) =>
        [.. policy.Models.Select(model => model.Match.Text).Distinct()];

    private static StageRules RulesOf(Policy policy, string stage) =>
        policy.Rules.TryGetValue(stage, out var rules) ? rules : StageRules.None;

    private static Overlay Laid(Policy policy, string pattern)
    {
        var overrides = policy.Models.Where(model => model.Match.Text == pattern).ToList();
        return new Overlay(
            overrides.LastOrDefault(model => model.Mode is not null)?.Mode,
            [.. overrides.SelectMany(model => model.Stages.Keys).Distinct()],
            stage =>
                overrides.Aggregate(
                    RulesOf(policy, stage),
                    (rules, model) => model.Stages.TryGetValue(stage, out var change) ? change(rules) : rules
                )
        );
    }

    private sealed record Overlay(PolicyMode? Mode, IReadOnlyList<string> Stages, Func<string, StageRules> Rules);
}
