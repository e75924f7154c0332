using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Answers;

/// <summary>Reads a classifier's answers: the label that it gives, or else the class with the greatest score.</summary>
/// <param name="dataset">The data set's name, for messages.</param>
/// <param name="classes">Its classes; those that only the model names are added.</param>
internal sealed class ClassReading(string dataset, ClassTable classes)
{
    private int[]? _scoredClasses;

    /// <summary>The answers to so many examples, or why they do not fit the data set.</summary>
    /// <exception cref="ModelException">There are more or fewer answers.</exception>
    public Result<Predictions> Read(Answer answer, int examples)
    {
        var labels = LabelsOf(answer);
        if (answer.Scores is null)
        {
            return Check(new Predictions(labels ?? [], [], []), examples);
        }

        var scores = answer.Scores.WithBothClasses();
        _scoredClasses ??= ScoredClasses.Resolve(scores, classes);
        if (_scoredClasses.Length == 0 && labels is null)
        {
            return Error.Invalid(
                $"{answer.Source} gives {answer.Scores.Columns} scores; data set '{dataset}' has {classes.Count} classes"
            );
        }

        labels ??= Greatest(scores, _scoredClasses);
        return Check(new Predictions(labels, scores.WithComplement().Values, _scoredClasses), examples);
    }

    private int[]? LabelsOf(Answer answer) =>
        answer.Texts is { } texts ? Array.ConvertAll(texts, text => classes.IndexOf(text))
        : answer.Numbers is { } numbers ? Array.ConvertAll(numbers, classes.IndexOf)
        : null;

    private static int[] Greatest(ScoreTable scores, int[] classes)
    {
        var result = new int[scores.Values.Length / scores.Columns];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = classes[IndexOfGreatest(scores.Values.AsSpan(i * scores.Columns, scores.Columns))];
        }

        return result;
    }

    // The first of equals, as numpy's argmax; NaN is never the greatest.
    private static int IndexOfGreatest(ReadOnlySpan<float> scores)
    {
        var greatest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[greatest] || float.IsNaN(scores[greatest]))
            {
                greatest = i;
            }
        }

        return greatest;
    }

    private static Predictions Check(Predictions predictions, int examples) =>
        predictions.Classes.Length == examples
        && (!predictions.HasScores || predictions.Scores.Length == examples * predictions.ScoredClasses.Length)
            ? predictions
            : throw ModelException.OfCount(predictions.Classes.Length, examples);
}
