namespace Gradus.Data.Promotions;

/// <summary>A promotion that has not ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">The registered model's name.</param>
public sealed record OpenPromotion(string Id, string Model);
