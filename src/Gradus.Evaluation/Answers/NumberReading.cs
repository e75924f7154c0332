using Gradus.Core.Datasets;
using Gradus.Core.Errors;

namespace Gradus.Evaluation.Answers;

/// <summary>Reads answers that are one real number an example: what a regression predicts, or what a ranking is ordered by.</summary>
internal static class NumberReading
{
    /// <summary>The answers to so many examples, or why they are none.</summary>
    /// <exception cref="ModelException">There are more or fewer answers.</exception>
    public static Result<float[]> Read(Answer answer, int examples, DatasetTask task) =>
        answer.Scores switch
        {
            null => Error.Invalid($"the model gives labels and no real numbers; a {task.Word()} needs one an example"),
            { Columns: not 1 } many => Several(answer.Source, many.Columns, task),
            { Values: var values } when values.Length != examples => throw ModelException.OfCount(
                values.Length,
                examples
            ),
            { Values: var values } => values,
        };

    /// <summary>That there is not one number an example.</summary>
    public static Error Several(string source, int columns, DatasetTask task) =>
        Error.Invalid($"{source} gives {columns} numbers an example; a {task.Word()} needs one");
}
