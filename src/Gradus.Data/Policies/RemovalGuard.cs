using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Data.Policies;

/// <summary>
/// What the policy keeps from being deleted or renamed: who holds a stage by its rules, who is compared with, and the past that a
/// rollback goes back to.
/// </summary>
internal static class RemovalGuard
{
    private const string HeldSql = """
        SELECT 1 FROM versions
        WHERE model = @model AND stage = @stage
        LIMIT 1
        """;

    private const string PastSql = """
        SELECT DISTINCT version, to_stage FROM transitions
        WHERE life = (SELECT life FROM models WHERE name = @model) AND to_stage IS NOT NULL
        ORDER BY version, to_stage
        """;

    /// <summary>
    /// Why a version may not be deleted; null if it may. Who held a stage last stays while the stage is empty: the next one is
    /// compared with it. Who has held one that rules hold for may be gone back to, so it is deleted by who may fill that.
    /// </summary>
    public static async Task<Error?> FindObjectionToDeletionAsync(
        this Session session,
        ModelVersion version,
        Caller caller
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        if (policy.Governs(version))
        {
            return Error.Conflict(
                $"Version {version.Number} of '{version.Model}' holds '{version.Stage}', which the policy governs; "
                    + "move it out of the stage first.",
                version.Model
            );
        }

        if (await session.FindObjectionToLosingAsync(policy, version.Model, version.Number, caller) is { } forbidden)
        {
            return forbidden;
        }

        foreach (var stage in policy.GovernedStages.Where(stage => policy.ComparesWithLastHolder(version.Model, stage)))
        {
            if (
                !await session.IsHeldAsync(version.Model, stage)
                && await session.FindLastHolderAsync(version.Model, stage) is { } last
                && last.Version.Number == version.Number
            )
            {
                return Error.Conflict(
                    $"Version {version.Number} of '{version.Model}' held '{stage}' last, and the next one is compared "
                        + $"with it: it can be deleted once another version holds '{stage}'.",
                    version.Model
                );
            }
        }

        return null;
    }

    /// <summary>Why a model may not be deleted; null if it may.</summary>
    public static async Task<Error?> FindObjectionToDeletionAsync(this Session session, string model, Caller caller)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        return await FindGovernedAsync(session, policy, model) is { } holder
            ? Error.Conflict(
                $"'{model}' cannot be deleted: its version {holder.Number} holds '{holder.Stage}', which the policy governs.",
                model
            )
            : await session.FindObjectionToLosingAsync(policy, model, null, caller);
    }

    // Of one version of a model, or of all.
    private static async Task<Error?> FindObjectionToLosingAsync(
        this Session session,
        Policy policy,
        string model,
        int? number,
        Caller caller
    )
    {
        foreach (var (version, stage) in await session.ListPastAsync(model))
        {
            if (
                (number is null || number == version)
                && policy.Governs(model, stage)
                && policy.Forbids(caller, PolicyAction.Promote, model, stage) is { } forbidden
            )
            {
                return forbidden with
                {
                    Message =
                        $"Version {version} of '{model}' has held '{stage}' and may be gone back to: {forbidden.Message}",
                };
            }
        }

        return null;
    }

    // Who has been where, under whatever name the model had.
    private static Task<List<(int Version, string Stage)>> ListPastAsync(this Session session, string model) =>
        session.ListAsync(PastSql, row => (row.GetInt32(0), row.GetString(1)), ("@model", model));

    /// <summary>
    /// Why a model may not get another name; null if it may. Where other rules hold for that name, or others may do things,
    /// nothing governed goes along: else a version would be in a stage that it never got into by the rules that hold there. Whose
    /// version holds a governed stage is renamed by who may fill that.
    /// </summary>
    public static async Task<Error?> FindObjectionToRenameAsync(
        this Session session,
        string model,
        string newName,
        Caller caller
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        if (
            await FindGovernedAsync(session, policy, model) is { } holder
            && policy.Forbids(caller, PolicyAction.Promote, model, holder.Stage) is { } forbidden
        )
        {
            return forbidden;
        }

        if (policy.TreatsAlike(model, newName))
        {
            return null;
        }

        var versions = await session.ListVersionsAsync("FROM versions v WHERE v.model = @model", ("@model", model));
        var stages = await session.ListStagesAsync();
        var governed = versions.FirstOrDefault(version =>
            policy.Governs(model, version.Stage)
            || policy.Governs(newName, version.Stage)
            || (
                stages.Find(version.Stage) is { Kind: StageKind.Active }
                && policy.MovesInto(version.Stage, model) != policy.MovesInto(version.Stage, newName)
            )
            || version.Aliases.Any(alias => policy.IsElsewhere(newName, alias, version))
        );
        if (governed is not null)
        {
            return OtherRules(model, newName, $"its version {governed.Number}, which is in '{governed.Stage}'");
        }

        // A rollback goes back to who was good in a stage: nobody brings such a past along from where other rules hold.
        var past = await session.ListPastAsync(model);
        var held = past.Where(one => policy.Governs(newName, one.Stage)).Take(1).ToList();
        return held is [var (version, stage)]
            ? OtherRules(model, newName, $"'{stage}', which its version {version} has held")
            : null;
    }

    private static Error OtherRules(string model, string newName, string what) =>
        Error.Conflict(
            $"'{model}' cannot be renamed to '{newName}': other rules hold for that name, and they govern {what}. "
                + $"Register what is good of it under '{newName}' anew.",
            model
        );

    private static bool ComparesWithLastHolder(this Policy policy, string model, string stage) =>
        policy.Enforces(model) && policy.RulesFor(model, stage).CompareWithLastHolder;

    private static async Task<bool> IsHeldAsync(this Session session, string model, string stage) =>
        await session.FindNumberAsync(HeldSql, ("@model", model), ("@stage", stage)) is not null;

    // A stage that one only gets into by its rules; who is in it is not taken out by deleting it.
    private static bool Governs(this Policy policy, ModelVersion version) =>
        policy.Governs(version.Model, version.Stage);

    private static bool TreatsAlike(this Policy policy, string model, string other) =>
        policy.Models.All(rule => rule.Match.Matches(model) == rule.Match.Matches(other))
        && policy.Grants.All(grant => grant.IsFor(model) == grant.IsFor(other));

    // The numbers of the permissions by which somebody moves versions of a model into a stage.
    private static string MovesInto(this Policy policy, string stage, string model) =>
        string.Join(
            ' ',
            policy
                .Grants.Index()
                .Where(grant => grant.Item.Covers(PolicyAction.Promote, model, stage))
                .Select(grant => grant.Index)
        );

    private static bool IsElsewhere(this Policy policy, string model, string alias, ModelVersion version) =>
        policy.Enforces(model) && policy.StageOfAlias(model, alias) is { } stage && stage != version.Stage;

    private static async Task<ModelVersion?> FindGovernedAsync(Session session, Policy policy, string model) =>
        policy.Rules.Count + policy.Models.Count == 0
            ? null
            : (
                await session.ListVersionsAsync("FROM versions v WHERE v.model = @model", ("@model", model))
            ).FirstOrDefault(policy.Governs);
}
