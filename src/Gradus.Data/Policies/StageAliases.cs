using System.Globalization;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Models;

namespace Gradus.Data.Policies;

/// <summary>An alias that means a stage by policy, and is not where the policy has it.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Alias">The alias.</param>
/// <param name="Stage">The stage that it means.</param>
/// <param name="From">The version that it points at; null if it is not set.</param>
/// <param name="To">The holder that it is to point at; null if nobody in good standing holds the stage.</param>
public sealed record StrayAlias(string Model, string Alias, string Stage, int? From, int? To)
{
    /// <summary>What becomes of it, e.g. "alias 'champion' of 'churn': version 3 → version 2, which holds 'Production'".</summary>
    public string Say()
    {
        var was = From is { } from ? string.Create(CultureInfo.InvariantCulture, $"version {from}") : "none";
        var becomes = To is { } to
            ? string.Create(CultureInfo.InvariantCulture, $"version {to}, which holds '{Stage}'")
            : $"none, since nobody in good standing holds '{Stage}'";
        return $"alias '{Alias}' of '{Model}': {was} → {becomes}";
    }
}

/// <summary>Keeps the aliases that mean a stage on whoever holds it, in the transaction that moves them.</summary>
internal static class StageAliases
{
    private const string AliasesSql = "SELECT model, alias, version FROM aliases";

    private const string HoldersSql = """
        SELECT model, number, CASE WHEN status = 'ready' THEN 1 ELSE 0 END FROM versions
        WHERE stage = @stage
        """;

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
    /// are left the highest version in good standing has them. The answer is whether an alias of the model means one of these stages.
    /// </summary>
    public static async Task<bool> FollowStagesAsync(
        this Session session,
        string model,
        IReadOnlyList<Transition> transitions
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        if (transitions.Count == 0 || policy.Rules.Count + policy.Models.Count == 0)
        {
            return false;
        }

        var touched = transitions
            .SelectMany(step => new[] { step.From, step.To })
            .OfType<string>()
            .Distinct()
            .Where(stage => policy.RulesFor(model, stage).Aliases.Count > 0)
            .ToList();
        foreach (var stage in touched)
        {
            await FollowAsync(session, policy, model, stage, transitions);
        }

        return touched.Count > 0;
    }

    /// <summary>After a holder's standing has changed: aliases that mean the stage and that nobody in it bears go to a holder.</summary>
    public static async Task FollowStageAsync(this Session session, string model, string stage) =>
        await FollowAsync(session, (await session.GetPolicyAsync()).Policy, model, stage, []);

    /// <summary>Points the aliases that mean a stage at one of its holders.</summary>
    public static async Task PointStageAliasesAsync(this Session session, string model, string stage, int holder)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        foreach (var alias in policy.RulesFor(model, stage).Aliases)
        {
            await session.SetAliasAsync(model, alias, holder);
        }
    }

    /// <summary>The aliases that mean a stage by a policy and are not on a holder of it, or not set though there is one.</summary>
    public static async Task<IReadOnlyList<StrayAlias>> ListStrayAliasesAsync(this Session session, Policy policy)
    {
        var set = (
            await session.ListAsync(
                AliasesSql,
                row => (Model: row.GetString(0), Alias: row.GetString(1), Version: row.GetInt32(2))
            )
        ).ToLookup(alias => (alias.Model, alias.Alias), alias => alias.Version);
        var strays = new List<StrayAlias>();
        foreach (var stage in policy.GovernedStages)
        {
            var holders = (
                await session.ListAsync(
                    HoldersSql,
                    row => (Model: row.GetString(0), Number: row.GetInt32(1), IsGood: row.GetInt32(2) == 1),
                    ("@stage", stage)
                )
            ).ToLookup(holder => holder.Model);
            var models = set.Select(alias => alias.Key.Model).Concat(holders.Select(of => of.Key)).Distinct();
            strays.AddRange(
                from model in models.Order(StringComparer.Ordinal)
                where policy.ModeFor(model) == PolicyMode.Enforce
                from alias in policy.RulesFor(model, stage).Aliases
                let was = set[(model, alias)].Cast<int?>().FirstOrDefault()
                // Who bears it and holds the stage keeps it, as when its standing was lost; who has lost it is given none.
                where was is null || holders[model].All(holder => holder.Number != was)
                let becomes = holders[model].Where(holder => holder.IsGood).Max(holder => (int?)holder.Number)
                where was != becomes
                select new StrayAlias(model, alias, stage, was, becomes)
            );
        }

        return strays;
    }

    /// <summary>Puts the aliases that mean a stage where a policy has them; the answer is those that were elsewhere.</summary>
    public static async Task<IReadOnlyList<StrayAlias>> ReturnStrayAliasesAsync(this Session session, Policy policy)
    {
        var strays = await session.ListStrayAliasesAsync(policy);
        foreach (var stray in strays)
        {
            await session.ReturnAsync(stray);
        }

        return strays;
    }

    private static Task ReturnAsync(this Session session, StrayAlias stray)
    {
        session.Touch(stray.Model);
        return stray.To is { } holder
            ? session.SetAliasAsync(stray.Model, stray.Alias, holder)
            : session.DeleteAliasAsync(stray.Model, stray.Alias);
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
