using Gradus.Core.Datasets;

namespace Gradus.Evaluation;

/// <summary>How a model is measured on a data set.</summary>
/// <param name="Dataset">The data set's name, for messages.</param>
/// <param name="Columns">The part that its columns play.</param>
public sealed record EvaluationOptions(string Dataset, DatasetColumns Columns)
{
    /// <summary>
    /// How many threads may work on one operator. A fixed number, not the machine's number of cores: the runtime sums an
    /// ensemble's trees in an order that depends on it, and with the last bit of a sum goes the label of an example that is
    /// a tie. With two threads and batches of 256 the sample models give scikit-learn's labels.
    /// </summary>
    public int Threads { get; init; } = 2;

    /// <summary>How many examples the model is given at once, if it takes any number. Fixed for the same reason.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Where the predictions are left (<see cref="Comparing.PredictionLayout"/>); null for nowhere.</summary>
    public string? PredictionsPath { get; init; }

    /// <summary>How many single examples are timed at most.</summary>
    public int LatencyCalls { get; init; } = 500;

    /// <summary>How long single examples are timed at most.</summary>
    public TimeSpan LatencyBudget { get; init; } = TimeSpan.FromSeconds(3);
}
