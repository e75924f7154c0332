using Gradus.Core;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Datasets;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Whether a promotion may be asked for, or planned, and as what it begins.</summary>
internal static class PromotionRequests
{
    private const string LoggedSql = """
        SELECT 1 FROM version_metrics
        WHERE model = @model
        LIMIT 1
        """;

    /// <summary>
    /// What is asked for, with the data set that what is required is measured on; or what makes no sense of it, whoever asks.
    /// </summary>
    public static async Task<Result<NewPromotion>> CheckAsync(this Session session, NewPromotion asked)
    {
        if (!(await session.ListStagesAsync()).Get(asked.Stage).Try(out var stage, out var error))
        {
            return error;
        }

        if (await session.FindAbsenceAsync(asked.Model, asked.Version) is { } absence)
        {
            return absence;
        }

        if (stage.Kind == StageKind.Initial)
        {
            return Error.Invalid($"Nothing is promoted to '{stage.Name}': versions start there.", "stage");
        }

        if (stage.Kind == StageKind.Archive && asked.Version is null)
        {
            return Error.Invalid(
                $"The best version is not one for '{stage.Name}', where versions are out of use: name the version.",
                "stage"
            );
        }

        var rules = (await session.GetPolicyAsync()).Policy.RulesFor(asked.Model, asked.Stage);
        if (!(await session.CompleteAsync(asked, rules)).Try(out var complete, out error))
        {
            return error;
        }

        // What the policy asks for by itself is opened, and says of itself that it cannot be.
        return
            complete.Terms.Origin != PromotionOrigin.Automation
            && (complete.Terms.UnknownMetric(rules) ?? await session.FindForeignMetricAsync(complete.Terms, rules))
                is { } complaint
            ? Error.Invalid(complaint, "metric")
            : complete;
    }

    private static async Task<string?> FindForeignMetricAsync(
        this Session session,
        PromotionTerms terms,
        StageRules rules
    )
    {
        var dataset =
            terms.Dataset is null
            && terms.SelectionDataset(rules) is { } name
            && await session.FindDatasetAsync(name) is { } registered
                ? PromotionDataset.Of(registered)
                : terms.Dataset;
        return dataset is null ? null : terms.ForeignMetric(rules, dataset);
    }

    // It stays measured on what it was asked for on, whatever the policy measures on later.
    private static async Task<Result<NewPromotion>> CompleteAsync(
        this Session session,
        NewPromotion asked,
        StageRules rules
    )
    {
        if (!asked.Terms.LackDataset)
        {
            return asked;
        }

        if (!PromotionTerms.OnlyDataset(rules, asked.Stage).Try(out var name, out var error))
        {
            return error;
        }

        return await session.FindDatasetAsync(name) is { } dataset
            ? asked with
            {
                Terms = asked.Terms with { Dataset = PromotionDataset.Of(dataset) },
            }
            : Error.DatasetNotFound(name);
    }

    /// <summary>
    /// That nothing is known by which the best could be picked; a plan, and what the policy asks for by itself, say so of
    /// themselves. Null if something is.
    /// </summary>
    public static async Task<Error?> FindNothingToPickByAsync(this Session session, NewPromotion asked)
    {
        var rules = (await session.GetPolicyAsync()).Policy.RulesFor(asked.Model, asked.Stage);
        return
            asked.Version is null
            && asked.Terms.Origin != PromotionOrigin.Automation
            && asked.Terms.SelectionDataset(rules) is null
            && await session.FindNumberAsync(LoggedSql, ("@model", asked.Model)) is null
            ? Error.Invalid(PromotionTerms.NeedsMetrics(asked.Stage), "dataset")
            : null;
    }

    /// <summary>Why the caller may not ask for it; null if they may. What the policy asks for by itself takes no permission.</summary>
    public static async Task<Error?> FindRefusalAsync(this Session session, NewPromotion asked, Caller caller)
    {
        if (asked.Terms.Origin == PromotionOrigin.Automation)
        {
            return null;
        }

        var policy = (await session.GetPolicyAsync()).Policy;
        return policy.Forbids(caller, PolicyAction.Request, asked.Model, asked.Stage)
            ?? (
                asked.Version is { } number
                    ? await session.FindObjectionToLeavingAsync(asked.Model, number, asked.Stage, caller)
                    : null
            );
    }

    /// <summary>The promotion as it begins for the caller.</summary>
    public static async Task<Promotion> BeginAsync(this Session session, NewPromotion asked, Caller caller)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        var isRequestOnly =
            asked.Terms.Origin != PromotionOrigin.Automation
            && policy.Forbids(caller, PolicyAction.Promote, asked.Model, asked.Stage) is not null;
        return PromotionStore.Begin(
            asked with
            {
                Terms = asked.Terms with { IsRequestOnly = isRequestOnly },
            },
            caller,
            session.Now
        );
    }
}
