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

    /// <summary>Why something may not be registered with these tags; null if it may.</summary>
    public static Error? FindObjectionToTags(IReadOnlyList<Tag> tags) =>
        tags.Select(tag => FindObjectionToTag(tag.Key)).FirstOrDefault(objection => objection is not null);

    /// <summary>
    /// Why a data set may not be pointed at other bytes, or forgotten; null if it may. What gates measure on is part of the
    /// rules: who may not change these may not change that.
    /// </summary>
    public static async Task<Error?> FindObjectionToDatasetAsync(this Session session, string dataset, Caller caller)
    {
        if (caller.Identity?.Scope is { } scope && !scope.AdmitsModel(null))
        {
            return new Error(
                ErrorCode.Forbidden,
                $"'{caller.Actor}' may not change data set '{dataset}', which is there for all models: the token is narrowed to "
                    + $"models: {string.Join(", ", scope.Models)}.",
                caller.Actor
            );
        }

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

    /// <summary>Whether the rules hinder.</summary>
    public static bool Enforces(this Policy policy, string model) => policy.ModeFor(model) == PolicyMode.Enforce;

    private static Error PromotionNeeded(string model, int version, string stage) =>
        new(
            ErrorCode.PromotionNeeded,
            $"'{stage}' is governed by the policy: version {version} of '{model}' gets there by a promotion. "
                + $"Ask for it with: gradus promote {model} --version {version} --to {stage}",
            stage
        );
}
