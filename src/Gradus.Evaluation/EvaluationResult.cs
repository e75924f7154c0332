using Gradus.Core.Evaluations;

namespace Gradus.Evaluation;

/// <summary>What came of an evaluation: <see cref="Measured"/> or <see cref="Incompatible"/>.</summary>
public abstract record EvaluationResult
{
    private EvaluationResult() { }

    /// <summary>The model answered every example.</summary>
    public sealed record Measured(Measurement Measurement) : EvaluationResult;

    /// <summary>
    /// The model is sound but cannot take this data set, e.g. <c>input 'features' takes 29 features; data set 'x' has
    /// 30</c>.
    /// </summary>
    public sealed record Incompatible(string Reason) : EvaluationResult;
}

/// <summary>What was measured.</summary>
/// <param name="Metrics">By name (<see cref="MetricNames"/>); NaN where undefined.</param>
/// <param name="Slices">The metrics of labels on each part of the data set.</param>
/// <param name="Examples">How many examples were scored; of a ranking, how many queries.</param>
/// <param name="Code">What measured, e.g. "Gradus.Evaluation 0.1.0".</param>
/// <param name="Runtime">What ran the model, e.g. "ONNX Runtime 1.31.1".</param>
public sealed record Measurement(
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<Slice> Slices,
    long Examples,
    string Code,
    string Runtime
);
