using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Data.Policies;

/// <summary>
/// What stands between a direct change and the rules of the policy, inside the change's own transaction. Every entrance asks
/// here: what the rules govern is not changed directly.
/// </summary>
internal static class PolicyGuard
{
    private const string TagPrefix = "gradus.";

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

    /// <summary>Why a version may not be moved directly; null if it may.</summary>
    public static async Task<Error?> FindObjectionAsync(this Session session, Move move, Caller caller)
    {
        // A move to nowhere is refused by the move itself.
        if (string.IsNullOrEmpty(move.Stage))
        {
            return null;
        }

        var policy = (await session.GetPolicyAsync()).Policy;
        if (policy.Forbids(caller, PolicyAction.Promote, move.Model, move.Stage) is { } forbidden)
        {
            return forbidden;
        }

        if (await session.FindObjectionToLeavingAsync(move.Model, move.Version, move.Stage, caller) is { } objection)
        {
            return objection;
        }

        return
            await session.FindStoppedLineAsync(move.Model, move.Stage) is not null
            || (policy.ModeFor(move.Model) != PolicyMode.Off && policy.RulesFor(move.Model, move.Stage).Demand)
            ? PromotionNeeded(move.Model, move.Version, move.Stage)
            : null;
    }

    /// <summary>
    /// Why a version may not be taken out of the stage that it is in; null if it may. A stage that rules hold for is not
    /// emptied by somebody who may not fill it.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="model">The registered model's name.</param>
    /// <param name="number">The version's number; one that is missing is refused elsewhere.</param>
    /// <param name="to">The stage that it is to enter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="action">How the stage would be filled by them.</param>
    public static async Task<Error?> FindObjectionToLeavingAsync(
        this Session session,
        string model,
        int number,
        string to,
        Caller caller,
        PolicyAction action = PolicyAction.Promote
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        return
            policy.GovernedStages.Any()
            && (await session.GetVersionAsync(model, number)).Try(out var version, out _)
            && policy.TakesOut(await session.ListStagesAsync(), model, version.Stage, to)
            ? policy.Forbids(caller, action, model, version.Stage)
            : null;
    }

    /// <summary>
    /// Why an alias may not be pointed at a version directly; null if it may. One that means a stage says who holds it, so it
    /// takes the permission to move versions there, also from one holder to another.
    /// </summary>
    public static async Task<Error?> FindObjectionAsync(
        this Session session,
        string model,
        string alias,
        ModelVersion to,
        Caller caller
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        if (policy.FindMeaning(model, alias) is not { } meaning)
        {
            return null;
        }

        var (known, stage) = meaning;
        if (policy.Forbids(caller, PolicyAction.Promote, model, stage) is { } forbidden)
        {
            return forbidden;
        }

        if (!policy.Enforces(model))
        {
            return null;
        }

        if (known != alias)
        {
            return Error.Conflict(
                $"'{alias}' would be taken for '{known}', which means the holder of '{stage}' by policy.",
                alias
            );
        }

        return to.Stage != stage
            ? PromotionNeeded(model, to.Number, stage)
            : await session.FindObjectionToPointingAsync(policy, alias, to);
    }

    // Among those who hold the stage it goes where a version could get in now: to one in good standing, and when it is open.
    private static async Task<Error?> FindObjectionToPointingAsync(
        this Session session,
        Policy policy,
        string alias,
        ModelVersion to
    )
    {
        var line = await session.FindStoppedLineAsync(to.Model, to.Stage);
        var frozen = policy
            .RulesFor(to.Model, to.Stage)
            .Freezes.FirstOrDefault(freeze => freeze.ClosedUntil(session.Now) is not null);
        var why =
            to.Status != VersionStatus.Ready
                ? $"version {to.Number} of '{to.Model}' is {to.Status.ToString().ToLowerInvariant()}: {to.StatusMessage}"
            : line is not null ? $"the line is stopped by {line.Actor}: {line.Reason}"
            : frozen is not null ? $"'{to.Stage}' is frozen ({frozen.Reason})"
            : null;
        return why is null
            ? null
            : Error.Conflict(
                Sentence.End($"'{alias}' means the holder of '{to.Stage}' and stays where it is: {why}"),
                alias
            );
    }

    private static async Task<Hold?> FindStoppedLineAsync(this Session session, string model, string stage) =>
        (await session.ListStagesAsync()).Find(stage) is { } target
            ? (await session.ListHoldsAsync()).FirstOrDefault(hold => hold.StopsLine(model, target))
            : null;

    /// <summary>Why an alias may not be taken away; null if it may.</summary>
    public static async Task<Error?> FindObjectionToDeletionAsync(this Session session, string model, string alias)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        return policy.StageOfAlias(model, alias) is { } stage && policy.Enforces(model)
            ? Error.Conflict(
                $"Alias '{alias}' means the holder of '{stage}' by policy; it goes when the holder goes.",
                alias
            )
            : null;
    }

    /// <summary>
    /// Why a version may not be deleted; null if it may. Who held a stage last stays while the stage is empty: the next one is
    /// compared with it.
    /// </summary>
    public static async Task<Error?> FindObjectionToDeletionAsync(this Session session, ModelVersion version)
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
    public static async Task<Error?> FindObjectionToDeletionAsync(this Session session, string model)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        return await FindGovernedAsync(session, policy, model) is { } holder
            ? Error.Conflict(
                $"'{model}' cannot be deleted: its version {holder.Number} holds '{holder.Stage}', which the policy governs.",
                model
            )
            : null;
    }

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
        var past = await session.ListAsync(
            PastSql,
            row => (Version: row.GetInt32(0), Stage: row.GetString(1)),
            ("@model", model)
        );
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

    /// <summary>Why something may not be registered with these tags; null if it may.</summary>
    public static Error? FindObjectionToTags(IReadOnlyList<Tag> tags) =>
        tags.Select(tag => FindObjectionToTag(tag.Key)).FirstOrDefault(objection => objection is not null);

    /// <summary>
    /// Why a data set may not be pointed at other bytes, or forgotten; null if it may. What gates measure on is part of the
    /// rules: who may not change these may not change that.
    /// </summary>
    public static async Task<Error?> FindObjectionToDatasetAsync(this Session session, string dataset, Caller caller)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        return policy.MeasuresOn(dataset) && !Ruling.Of(policy, caller, PolicyAction.ApplyPolicy).IsAllowed
            ? new Error(
                ErrorCode.Forbidden,
                $"The policy's gates measure on '{dataset}': only who may apply a policy changes it, and '{caller.Actor}' may not.",
                caller.Actor
            )
            : null;
    }

    /// <summary>Why a tag may not be set or deleted by a client; null if it may.</summary>
    public static Error? FindObjectionToTag(string key) =>
        key.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase)
            ? new Error(
                ErrorCode.Forbidden,
                $"Tag '{key}' is reserved: keys that begin with '{TagPrefix}' are Gradus's own.",
                key
            )
            : null;

    private static bool ComparesWithLastHolder(this Policy policy, string model, string stage) =>
        policy.Enforces(model) && policy.RulesFor(model, stage).CompareWithLastHolder;

    private static async Task<bool> IsHeldAsync(this Session session, string model, string stage) =>
        await session.FindNumberAsync(HeldSql, ("@model", model), ("@stage", stage)) is not null;

    private static bool Enforces(this Policy policy, string model) => policy.ModeFor(model) == PolicyMode.Enforce;

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

    private static Error PromotionNeeded(string model, int version, string stage) =>
        new(
            ErrorCode.PromotionNeeded,
            $"'{stage}' is governed by the policy: version {version} of '{model}' gets there by a promotion. "
                + $"Ask for it with: gradus promote {model} --version {version} --to {stage}",
            stage
        );
}
