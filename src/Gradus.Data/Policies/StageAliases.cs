using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Models;

namespace Gradus.Data.Policies;

/// <summary>Keeps the aliases that mean a stage on whoever holds it, in the transaction that moves them.</summary>
internal static class StageAliases
{
    private const string HolderSql = """
        SELECT MAX(number) FROM versions
        WHERE model = @model AND stage = @stage AND status = 'ready'
        """;

    private const string BearerSql = """
        SELECT v.number FROM aliases a
        JOIN versions v ON v.model = a.model AND v.number = a.version
        WHERE a.model = @model AND a.alias = @alias AND v.stage = @stage
        """;

    /// <summary>
    /// After versions have moved: who came into a stage gets its aliases; where the last one left they go, and where others
    /// are left the highest version has them.
    /// </summary>
    public static async Task FollowStagesAsync(
        this Session session,
        string model,
        IReadOnlyList<Transition> transitions
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        if (transitions.Count == 0 || policy.Rules.Count + policy.Models.Count == 0)
        {
            return;
        }

        var touched = transitions.SelectMany(step => new[] { step.From, step.To }).OfType<string>().Distinct();
        foreach (var stage in touched)
        {
            await FollowAsync(session, policy, model, stage, transitions);
        }
    }

    /// <summary>Points the aliases that mean a stage at one of its holders.</summary>
    public static async Task PointStageAliasesAsync(this Session session, string model, string stage, int holder)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        foreach (var alias in policy.RulesFor(model, stage).Aliases)
        {
            await session.SetAliasAsync(model, alias, holder);
        }
    }

    private static async Task FollowAsync(
        Session session,
        Policy policy,
        string model,
        string stage,
        IReadOnlyList<Transition> transitions
    )
    {
        var aliases = policy.RulesFor(model, stage).Aliases;
        if (aliases.Count == 0)
        {
            return;
        }

        var entered = transitions.FirstOrDefault(step => step.To == stage)?.Version;
        foreach (var alias in aliases)
        {
            // Who has the alias and stays keeps it.
            if (
                entered is null
                && await session.FindNumberAsync(BearerSql, ("@model", model), ("@stage", stage), ("@alias", alias))
                    is not null
            )
            {
                continue;
            }

            var holder = entered ?? await session.FindNumberAsync(HolderSql, ("@model", model), ("@stage", stage));
            await (
                holder is { } number
                    ? session.SetAliasAsync(model, alias, (int)number)
                    : session.DeleteAliasAsync(model, alias)
            );
        }
    }
}
