namespace Gradus.Core.Evaluations;

/// <summary>The measures of how differently groups are treated, as policies and evidence call them.</summary>
public static class FairnessNames
{
    /// <summary>Greatest less least share of yes among the groups; 0 is fair.</summary>
    public const string DemographicParity = "demographic_parity_difference";

    /// <summary>Least over greatest share of yes; 1 is fair.</summary>
    public const string DemographicParityRatio = "demographic_parity_ratio";

    /// <summary>Greatest less least share of yes among those for whom yes is right; 0 is fair.</summary>
    public const string EqualOpportunity = "equal_opportunity_difference";

    /// <summary>The greater of that and the same among those for whom no is right; 0 is fair.</summary>
    public const string EqualizedOdds = "equalized_odds_difference";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [DemographicParity, DemographicParityRatio, EqualOpportunity, EqualizedOdds];

    /// <summary>The lower end of a measure's interval.</summary>
    public static string Lower(string measure) => $"{measure}.lower";

    /// <summary>The upper end.</summary>
    public static string Upper(string measure) => $"{measure}.upper";
}
