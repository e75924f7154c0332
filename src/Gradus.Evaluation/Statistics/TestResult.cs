namespace Gradus.Evaluation.Statistics;

/// <summary>What a test of a hypothesis came to. NaN where it is undefined.</summary>
/// <param name="Statistic">The test's statistic, e.g. t, U or χ².</param>
/// <param name="PValue">How often chance alone is at least as far from the hypothesis, on either side.</param>
public sealed record TestResult(double Statistic, double PValue);
