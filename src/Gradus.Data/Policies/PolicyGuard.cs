using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Stages;

namespace Gradus.Data.Policies;

/// <summary>
/// What stands between a direct change and the rules of the policy, inside the change's own transaction. Every entrance asks
/// here: what the rules govern is not changed directly.
/// </summary>
internal static class PolicyGuard
{
    private const string TagPrefix = "gradus.";

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

        var line = (await session.ListHoldsAsync()).FirstOrDefault(hold =>
            hold.Kind == HoldKind.Line && hold.IsOn(move.Model, move.Stage)
        );
        return
            line is not null
            || (policy.ModeFor(move.Model) != PolicyMode.Off && policy.RulesFor(move.Model, move.Stage).Demand)
            ? PromotionNeeded(move.Model, move.Version, move.Stage)
            : null;
    }

    /// <summary>Why an alias may not be pointed at a version directly; null if it may.</summary>
    public static async Task<Error?> FindObjectionAsync(
        this Session session,
        string model,
        string alias,
        ModelVersion to
    )
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        return policy.StageOfAlias(model, alias) is { } stage && to.Stage != stage && policy.Enforces(model)
            ? PromotionNeeded(model, to.Number, stage)
            : null;
    }

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

    /// <summary>Why a version may not be deleted; null if it may.</summary>
    public static async Task<Error?> FindObjectionToDeletionAsync(this Session session, ModelVersion version) =>
        (await session.GetPolicyAsync()).Policy.Governs(version)
            ? Error.Conflict(
                $"Version {version.Number} of '{version.Model}' holds '{version.Stage}', which the policy governs; "
                    + "move it out of the stage first.",
                version.Model
            )
            : null;

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

    /// <summary>Why a model may not get another name; null if it may: its versions must not come under other rules.</summary>
    public static async Task<Error?> FindObjectionToRenameAsync(this Session session, string model, string newName)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        var staysTheSame = policy.Models.All(rule => rule.Match.Matches(model) == rule.Match.Matches(newName));
        return !staysTheSame && await FindGovernedAsync(session, policy, model) is { } holder
            ? Error.Conflict(
                $"'{model}' cannot be renamed to '{newName}': other rules hold for that name, and its version "
                    + $"{holder.Number} holds '{holder.Stage}', which the policy governs.",
                model
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

    /// <summary>The refusal of somebody whom the policy does not allow something; null if it does.</summary>
    public static Error? Forbids(
        this Policy policy,
        Caller caller,
        PolicyAction action,
        string? model = null,
        string? stage = null
    )
    {
        if (policy.Allows(caller.Actor, action, model, stage))
        {
            return null;
        }

        var where = (model is null ? "" : $" '{model}'") + (stage is null ? "" : $" in '{stage}'");
        return new Error(
            ErrorCode.Forbidden,
            $"The policy does not allow '{caller.Actor}' to {Verb(action)}{where}.",
            caller.Actor
        );
    }

    private static bool Enforces(this Policy policy, string model) => policy.ModeFor(model) == PolicyMode.Enforce;

    // A stage that one only gets into by its rules; who is in it is not taken out by deleting it.
    private static bool Governs(this Policy policy, ModelVersion version) =>
        policy.Enforces(version.Model) && policy.RulesFor(version.Model, version.Stage).Demand;

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

    private static string Verb(PolicyAction action) =>
        action switch
        {
            PolicyAction.Promote => "promote",
            PolicyAction.Approve => "approve promotions of",
            PolicyAction.Rollback => "roll back",
            PolicyAction.Waive => "waive gates of",
            PolicyAction.BreakGlass => "break the glass for",
            PolicyAction.Hold => "hold or release",
            PolicyAction.ReportCheck => "report checks on",
            _ => "apply a policy",
        };
}
