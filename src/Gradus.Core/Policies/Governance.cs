using Gradus.Core.Evaluations;
using Gradus.Core.Stages;

namespace Gradus.Core.Policies;

/// <summary>How far the rules reach: which stages they hold for, what leaves one, whose word counts where.</summary>
public static class Governance
{
    /// <summary>Whether versions of a model only get into a stage by its rules.</summary>
    public static bool Governs(this Policy policy, string model, string stage)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.ModeFor(model) == PolicyMode.Enforce && policy.RulesFor(model, stage).Demand;
    }

    /// <summary>
    /// Whether a check outside that was reported for one model speaks of the same bytes under another: only where the same
    /// people may report for both, or who may report for a model of their own would report for every copy of its bytes.
    /// </summary>
    public static bool LetsSpeak(this Policy policy, ExternalCheck check, string model)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(check);
        return check.Model == model
            || !check.IsForModelOnly
                && policy
                    .Grants.Where(grant => grant.Actions.Contains(PolicyAction.ReportCheck))
                    .All(grant => grant.IsFor(check.Model) == grant.IsFor(model));
    }

    /// <summary>Whether a permission is about a model.</summary>
    public static bool IsFor(this Grant grant, string model)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return grant.Models.Any(models => models.Matches(model));
    }

    /// <summary>
    /// Whether a move takes a version out of a stage that rules hold for, other than onward to a later active one. It leaves
    /// the stage without a holder that has earned it, so it takes somebody who may fill it.
    /// </summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="stages">The registered stages.</param>
    /// <param name="model">The registered model's name.</param>
    /// <param name="from">The stage that the version is in.</param>
    /// <param name="to">The stage that it is to enter.</param>
    public static bool TakesOut(this Policy policy, StageCatalog stages, string model, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(stages);
        return from != to && policy.Governs(model, from) && !stages.ActiveAfter(from).Contains(to);
    }
}
