using Gradus.Serving.Inputs;
using Gradus.Serving.Models;

namespace Gradus.Serving.Capture;

/// <summary>An answered request that is to be kept.</summary>
/// <param name="Served">Where it was asked.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Request">Its id, as its sender named it; empty if he did not.</param>
/// <param name="Columns">What its columns are called; null where only the model names its inputs.</param>
/// <param name="IsByPosition">Whether the model goes by the columns' order and not by their names: it has no signature.</param>
/// <param name="Inputs">What went into the model.</param>
/// <param name="Prediction">What came out.</param>
internal sealed record CapturedRequest(
    ServedModel Served,
    DateTimeOffset At,
    string Request,
    IReadOnlyList<string>? Columns,
    bool IsByPosition,
    ModelInputs Inputs,
    Prediction Prediction
);
