using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Answers;

/// <summary>Whatever answers examples: a model in this process, or a program that is asked.</summary>
internal interface IScorer
{
    /// <summary>How many examples it takes at once; null if that is free.</summary>
    int? BatchSize { get; }

    /// <summary>What ran the model, with its version.</summary>
    string Runtime { get; }

    /// <summary>Answers a batch. A refusal means that only asking showed that the model does not fit the data set.</summary>
    /// <exception cref="ModelException">The model breaks.</exception>
    Result<Answer> Ask(Batch batch, CancellationToken ct);
}
