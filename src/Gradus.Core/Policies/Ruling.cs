using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Identities;

namespace Gradus.Core.Policies;

/// <summary>Whether somebody may do something, and by which rule.</summary>
/// <param name="IsAllowed">Whether they may.</param>
/// <param name="Rule">The rule that decides, for people.</param>
public readonly record struct Ruling(bool IsAllowed, string Rule)
{
    /// <summary>
    /// Decides. A token narrowed to other actions or models permits nothing else, nor what concerns all models. Administrators administer, apply
    /// policies and see everything. Beyond that the policy's permissions decide: with none, everyone may do everything but administer and, where there are
    /// users, break the glass and apply policies, which is for administrators then; with some, only what they list, except that reading and registering are open to everyone until a permission names them.
    /// </summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="caller">Who.</param>
    /// <param name="action">What.</param>
    /// <param name="model">With which model; null for none, or all.</param>
    /// <param name="stage">In which stage; null for none, or all.</param>
    public static Ruling Of(
        Policy policy,
        Caller caller,
        PolicyAction action,
        string? model = null,
        string? stage = null
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (caller.Identity?.Scope is { } scope && FindNarrowing(scope, action, model) is { } narrowed)
        {
            return new Ruling(false, narrowed);
        }

        if (
            action is PolicyAction.Administer or PolicyAction.ApplyPolicy or PolicyAction.Read
            && caller.Identity is { IsAdministrator: true }
        )
        {
            return new Ruling(true, IsAdministrator(caller));
        }

        if (action is PolicyAction.Work or PolicyAction.Read && caller.Groups.Contains(Groups.Workers))
        {
            return new Ruling(true, $"'{caller.Actor}' is a worker of the server's own");
        }

        if (FindGrant(policy, caller, action, model, stage) is { } number)
        {
            return new Ruling(true, Say(number, policy.Grants[number]));
        }

        return OpenTo(policy, caller, action);
    }

    /// <summary>Whether somebody may read only some models, so that lists have to leave others out.</summary>
    public static bool LimitsReading(Policy policy, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return caller.Identity?.Scope is { Models.Count: > 0 }
            || caller.Identity is not { IsAdministrator: true }
                && !caller.Groups.Contains(Groups.Workers)
                && policy.Grants.Any(grant => grant.Actions.Contains(PolicyAction.Read));
    }

    private static string? FindNarrowing(TokenScope scope, PolicyAction action, string? model) =>
        !scope.AdmitsAction(action.Word()) ? $"the token is narrowed to: {string.Join(", ", scope.Actions)}"
        : (model is not null || ConcernsAll(action)) && !scope.AdmitsModel(model)
            ? $"the token is narrowed to models: {string.Join(", ", scope.Models)}"
        : null;

    // What is done to no model in particular is done to all of them. Of the others a door asks first whether it is done at all.
    private static bool ConcernsAll(PolicyAction action) =>
        action is PolicyAction.Hold or PolicyAction.ApplyPolicy or PolicyAction.Administer or PolicyAction.Work;

    private static int? FindGrant(Policy policy, Caller caller, PolicyAction action, string? model, string? stage)
    {
        for (var i = 0; i < policy.Grants.Count; i++)
        {
            var grant = policy.Grants[i];
            if (
                Includes(grant, action, model, stage)
                && grant.To.Any(to => to == "*" || policy.Is(caller.Actor, caller.Groups, to))
            )
            {
                return i;
            }
        }

        return null;
    }

    // Whoever may move versions to a stage may ask for it as well.
    private static bool Includes(Grant grant, PolicyAction action, string? model, string? stage) =>
        grant.Covers(action, model, stage)
        || (action == PolicyAction.Request && grant.Covers(PolicyAction.Promote, model, stage));

    private static Ruling OpenTo(Policy policy, Caller caller, PolicyAction action)
    {
        if (caller.Identity is null && action is PolicyAction.Administer or PolicyAction.Work)
        {
            return new Ruling(true, "the registry has no users, and whoever is on its machine may");
        }

        if (action is PolicyAction.Administer or PolicyAction.Work)
        {
            return new Ruling(false, OnlyFor(Who(action)));
        }

        if (policy.Grants.Count == 0)
        {
            return (action, caller.Identity) switch
            {
                (PolicyAction.BreakGlass, { IsAdministrator: true }) => new Ruling(true, IsAdministrator(caller)),
                (PolicyAction.BreakGlass or PolicyAction.ApplyPolicy, not null) => new Ruling(
                    false,
                    OnlyFor($"the {Groups.Administrators}")
                ),
                _ => new Ruling(true, "the policy has no permissions, so everyone may"),
            };
        }

        return
            action is PolicyAction.Read or PolicyAction.Register
            && !policy.Grants.Any(grant => grant.Actions.Contains(action))
            ? new Ruling(true, $"no permission of the policy names '{action.Word()}', so everyone may")
            : new Ruling(false, $"no permission of the policy allows '{action.Word()}' to '{caller.Actor}' there");
    }

    private static string IsAdministrator(Caller caller) => $"'{caller.Actor}' is one of the {Groups.Administrators}";

    private static string OnlyFor(string who) => $"only {who} and whom a permission of the policy names may";

    private static string Who(PolicyAction action) =>
        action == PolicyAction.Work ? "the server's own workers" : $"the {Groups.Administrators}";

    private static string Say(int number, Grant grant)
    {
        var actions = string.Join(", ", grant.Actions.Select(action => action.Word()));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"permission {number + 1} of the policy allows {actions} to {string.Join(", ", grant.To)}"
        );
    }
}

/// <summary>Refusals of what a policy does not permit.</summary>
public static class Rulings
{
    /// <summary>The refusal of somebody whom the policy does not allow something; null if it does.</summary>
    public static Error? Forbids(
        this Policy policy,
        Caller caller,
        PolicyAction action,
        string? model = null,
        string? stage = null
    )
    {
        var ruling = Ruling.Of(policy, caller, action, model, stage);
        if (ruling.IsAllowed)
        {
            return null;
        }

        var where = (model is null ? "" : $" '{model}'") + (stage is null ? "" : $" in '{stage}'");
        return new Error(
            ErrorCode.Forbidden,
            $"'{caller.Actor}' may not {Verb(action)}{where}: {ruling.Rule}.",
            caller.Actor
        );
    }

    private static string Verb(PolicyAction action) =>
        action switch
        {
            PolicyAction.Read => "read",
            PolicyAction.Register => "register or change",
            PolicyAction.Request => "ask for a promotion of",
            PolicyAction.Promote => "promote",
            PolicyAction.Approve => "approve promotions of",
            PolicyAction.Rollback => "roll back",
            PolicyAction.Waive => "waive gates of",
            PolicyAction.BreakGlass => "break the glass for",
            PolicyAction.Hold => "hold or release",
            PolicyAction.ReportCheck => "report checks or log metrics of",
            PolicyAction.Work => "do the work of workers",
            PolicyAction.Administer => "administer the registry",
            _ => "apply a policy",
        };
}
