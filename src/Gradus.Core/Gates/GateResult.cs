using Gradus.Core.Artifacts;

namespace Gradus.Core.Gates;

/// <summary>What a gate says. Only Passed and Waived let through.</summary>
public enum Verdict
{
    /// <summary>The condition is met.</summary>
    Passed,

    /// <summary>The condition is not met.</summary>
    Failed,

    /// <summary>It cannot be told whether the condition is met. Unknown is not passed.</summary>
    Inconclusive,

    /// <summary>The check itself failed, technically.</summary>
    Error,

    /// <summary>The check was not made, because another one decided before it.</summary>
    Skipped,

    /// <summary>A person set the gate aside.</summary>
    Waived,
}

/// <summary>A gate's verdict and what it rests on.</summary>
/// <param name="Verdict">What the gate says.</param>
/// <param name="Message">One clause with the value and the rule, e.g. "accuracy = 0.91; required ≥ 0.93".</param>
/// <param name="Actual">The measured value, if the gate compares one.</param>
/// <param name="Bound">The bound it is compared with, if there is one.</param>
public sealed record GateResult(Verdict Verdict, string Message, double? Actual = null, double? Bound = null)
{
    /// <summary>What it judged on besides evidence that workers found, if that can change under it: the documentation, say.</summary>
    public Digest? Seen { get; init; }

    /// <summary>Whether the promotion may go on as far as this gate is concerned.</summary>
    public bool LetsThrough => Verdict is Verdict.Passed or Verdict.Waived;

    /// <summary>By how much the bound was missed; null where that has no meaning.</summary>
    public double? MissedBy =>
        Verdict == Verdict.Failed && Actual is { } actual && Bound is { } bound && !double.IsNaN(actual)
            ? Math.Abs(bound - actual)
            : null;
}
