using Gradus.Core.Errors;
using Gradus.Core.Evaluations;

namespace Gradus.Core.Promotions;

/// <summary>A metric to be best by, and which way is better.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="LessIsBetter">Whether less is better.</param>
public sealed record Objective(string Metric, bool LessIsBetter)
{
    /// <summary>A metric in the direction its name tells.</summary>
    public static Objective Of(string metric) => new(metric, MetricDirection.LowerIsBetter(metric));

    /// <summary>Reads "accuracy", "accuracy:max" or "log_loss:min".</summary>
    public static Result<Objective> Parse(string? text)
    {
        var (metric, direction) = (text ?? "").Split(':') switch
        {
            [var name] => (name.Trim(), null),
            [var name, var way] => (name.Trim(), way.Trim()),
            _ => ("", null),
        };
        return (metric, direction) switch
        {
            ({ Length: > 0 }, null) => Of(metric),
            ({ Length: > 0 }, "max") => new Objective(metric, false),
            ({ Length: > 0 }, "min") => new Objective(metric, true),
            _ => Error.Invalid(
                $"Objective '{text}' is not understood; write it like accuracy, or log_loss:min.",
                "best"
            ),
        };
    }

    /// <summary>The metric, with its direction where its name does not tell it.</summary>
    public override string ToString() =>
        LessIsBetter == MetricDirection.LowerIsBetter(Metric) ? Metric : $"{Metric}:{(LessIsBetter ? "min" : "max")}";
}
