namespace Gradus.Data.Promotions;

/// <summary>Which promotions to list.</summary>
/// <param name="Model">Of this model only; null for all.</param>
/// <param name="Version">Of this version only; null for all.</param>
/// <param name="Stage">To this stage only; null for all.</param>
/// <param name="OpenOnly">Those that have not ended.</param>
public sealed record PromotionFilter(
    string? Model = null,
    int? Version = null,
    string? Stage = null,
    bool OpenOnly = false
);
