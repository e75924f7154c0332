using Gradus.Core.Errors;

namespace Gradus.Core.Datasets;

/// <summary>What a data set's label is, and so what models are measured by on it.</summary>
public enum DatasetTask
{
    /// <summary>The label is one of some classes.</summary>
    Classification,

    /// <summary>The label is a real number.</summary>
    Regression,

    /// <summary>The label is how relevant a row is to the query that it belongs to.</summary>
    Ranking,
}

/// <summary>Tasks as they are written.</summary>
public static class DatasetTasks
{
    /// <summary>Every task's word.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<DatasetTask>().Select(Word)];

    /// <summary>The task as it is written, e.g. "regression".</summary>
    public static string Word(this DatasetTask task) =>
        task switch
        {
            DatasetTask.Regression => "regression",
            DatasetTask.Ranking => "ranking",
            _ => "classification",
        };

    /// <summary>What is counted where examples are: a ranking is judged query by query.</summary>
    public static string Unit(this DatasetTask task, long count) =>
        (task, count) switch
        {
            (DatasetTask.Ranking, 1) => "query",
            (DatasetTask.Ranking, _) => "queries",
            (_, 1) => "example",
            _ => "examples",
        };

    /// <summary>Reads a task's word; none means classification.</summary>
    public static Result<DatasetTask> Parse(string? word)
    {
        foreach (var task in Enum.GetValues<DatasetTask>())
        {
            if (word == task.Word())
            {
                return task;
            }
        }

        return word is null
            ? DatasetTask.Classification
            : Error.Invalid(
                $"'{word}' is no task.{Nearest.Hint(word, Words)} A data set is for {string.Join(", ", Words)}.",
                "task"
            );
    }
}
