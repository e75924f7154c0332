using Gradus.Core.Errors;

namespace Gradus.Core.Policies;

/// <summary>Logged metrics that a policy asks for and that none of the versions has which it asks: misspelt, or still to come.</summary>
public static class UnloggedMetrics
{
    /// <summary>Finds them, a sentence each.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="models">The registered models.</param>
    /// <param name="logged">By model: the metrics that were logged for any of its versions.</param>
    public static IReadOnlyList<string> Find(
        Policy policy,
        IReadOnlyList<string> models,
        ILookup<string, string> logged
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        var everywhere = new HashSet<(string Stage, string Metric)>();
        List<string> sentences = [];
        foreach (var (match, stage, rules) in policy.Written)
        {
            foreach (var metric in rules.LoggedMetrics.Where(metric => !everywhere.Contains((stage, metric))))
            {
                var asked = AskedOf(policy, models, match, stage, metric);
                if (asked.Any(model => logged[model].Contains(metric)))
                {
                    continue;
                }

                if (match is null)
                {
                    everywhere.Add((stage, metric));
                }

                var whose =
                    match is not null ? $"no version of the models '{match}' has"
                    : models.Any(model => logged[model].Contains(metric)) ? "no version has that it is asked of"
                    : "no version has";
                sentences.Add(
                    $"'{stage}' asks for the logged metric '{metric}', which {whose}.{Hint(metric, asked, models, logged)}"
                );
            }
        }

        return sentences;
    }

    // Where the rules hold for none of them yet, those count for whom they are written.
    private static List<string> AskedOf(
        Policy policy,
        IReadOnlyList<string> models,
        NamePattern? match,
        string stage,
        string metric
    )
    {
        var matching = models.Where(model => match?.Matches(model) ?? true).ToList();
        var asked = matching.FindAll(model => policy.RulesFor(model, stage).LoggedMetrics.Contains(metric));
        return asked.Count > 0 ? asked : matching;
    }

    // What those who are asked have logged is likelier meant than what others have.
    private static string Hint(
        string metric,
        IReadOnlyList<string> asked,
        IReadOnlyList<string> models,
        ILookup<string, string> logged
    )
    {
        var near = Nearest.Hint(metric, asked.SelectMany(model => logged[model]).Distinct());
        return near.Length > 0
            ? near
            : Nearest.Hint(metric, models.SelectMany(model => logged[model]).Distinct().Where(name => name != metric));
    }
}
