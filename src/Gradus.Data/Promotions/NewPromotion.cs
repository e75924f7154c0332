using Gradus.Core.Promotions;

namespace Gradus.Data.Promotions;

/// <summary>A promotion that someone asks for.</summary>
/// <param name="Id">The id it gets.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version; null for the best by the terms' metric.</param>
/// <param name="Stage">The stage, exactly as registered.</param>
/// <param name="Terms">On which terms.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="PlanDigest">The digest of the plan that it is to carry out; null for whatever comes.</param>
public sealed record NewPromotion(
    string Id,
    string Model,
    int? Version,
    string Stage,
    PromotionTerms Terms,
    string Reason,
    string? PlanDigest = null
);
