using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Core.Datasets;
using Gradus.Protocol.Datasets;

namespace Gradus.Cli.Datasets;

/// <summary>The part that the columns of a file play, as options.</summary>
internal sealed class ColumnOptions
{
    public Option<string> Label { get; } =
        new("--label")
        {
            HelpName = "COLUMN",
            Description = "The column with the truth (default label).",
            DefaultValueFactory = _ => "label",
        };

    public Option<string[]> Ignore { get; } =
        Words.ManyOption("--ignore", "COLUMN", "A column that is neither feature nor label.");

    public Option<string?> Task { get; } =
        Words.TextOption(
            "--task",
            "TASK",
            "What the label is: a class (classification, the default), a number (regression) or how relevant the row is (ranking)."
        );

    public Option<string?> Query { get; } =
        Words.TextOption("--query", "COLUMN", "Of a ranking: the column that names the query a row belongs to.");

    public IReadOnlyList<Option> All => [Label, Ignore, Task, Query];

    /// <summary>What was said.</summary>
    /// <exception cref="UsageException">The parts contradict each other.</exception>
    public DatasetColumns Read(Run run)
    {
        if (!DatasetTasks.Parse(run.Get(Task)).Try(out var task, out var error))
        {
            throw new UsageException(error.Message);
        }

        var columns = new DatasetColumns(run.Get(Label)!, run.Get(Ignore) ?? [], task, run.Get(Query));
        return columns.Problem is { } problem ? throw new UsageException(problem) : columns;
    }

    /// <summary>The request that registers a file whose columns play these parts.</summary>
    public static PutDatasetDto ToDto(DatasetColumns columns, string digest = "") =>
        new(digest, columns.Label, columns.Ignore, columns.Task.Word(), columns.Query);
}
