namespace Gradus.Core.Serving;

/// <summary>One step of a canary.</summary>
/// <param name="Share">The share of requests, 0 to 1, that the new version answers.</param>
/// <param name="Mirror">Whether it is asked what the other one is asked, and its answers are compared and thrown away.</param>
public sealed record CanaryStep(double Share, bool Mirror = false)
{
    /// <summary>The new version answers nobody, and is asked everything.</summary>
    public static CanaryStep Shadow { get; } = new(0, Mirror: true);
}

/// <summary>How a version takes over from the one before it, step by step, while the checks after the move look on.</summary>
/// <param name="Steps">The steps; after the last it answers everything.</param>
/// <param name="Each">How long each lasts at least.</param>
/// <param name="Key">The request header by which requests stay with one version; null where each is drawn for itself.</param>
public sealed record CanaryRule(IReadOnlyList<CanaryStep> Steps, TimeSpan Each, string? Key);
