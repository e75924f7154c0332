using System.Globalization;

namespace Gradus.Core.Serving;

/// <summary>Where a version stands that takes over step by step.</summary>
/// <param name="Incumbent">The number of the version that answers the rest.</param>
/// <param name="Step">The number of the step, from 1; past <paramref name="Steps"/> it answers everything.</param>
/// <param name="Steps">How many steps there are.</param>
/// <param name="Share">The share of requests, 0 to 1, that it answers.</param>
/// <param name="Mirror">Whether it is asked what the incumbent is asked, and its answers are compared and thrown away.</param>
/// <param name="Key">The request header by which requests stay with one version; null where each is drawn for itself.</param>
/// <param name="Since">Since when this step is on.</param>
public sealed record Rollout(
    int Incumbent,
    int Step,
    int Steps,
    double Share,
    bool Mirror,
    string? Key,
    DateTimeOffset Since
)
{
    /// <summary>Whether the incumbent still answers.</summary>
    public bool IsOn => Step <= Steps;

    /// <summary>The step for people, e.g. "25 % of the requests (step 2 of 3)".</summary>
    public string Said =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Mirror ? "a shadow" : $"{Share * 100:0.####} % of the requests")} (step {Step} of {Steps})"
        );

    /// <summary>Names the step of a promotion, so that one step's counts are not taken for another's; null where it is over.</summary>
    public string? SplitOf(string promotion) =>
        IsOn ? string.Create(CultureInfo.InvariantCulture, $"{promotion}/{Step}") : null;

    /// <summary>The first step of a canary.</summary>
    public static Rollout Begin(CanaryRule rule, int incumbent, DateTimeOffset now) => At(rule, incumbent, 1, now);

    /// <summary>The step after this one, by the rule as it is now.</summary>
    public Rollout Next(CanaryRule rule, DateTimeOffset now) => At(rule, Incumbent, Step + 1, now);

    private static Rollout At(CanaryRule rule, int incumbent, int step, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var at = step <= rule.Steps.Count ? rule.Steps[step - 1] : new CanaryStep(1);
        return new(incumbent, step, rule.Steps.Count, at.Share, at.Mirror, rule.Key, now);
    }
}
