namespace Gradus.Core.Datasets;

/// <summary>The part that the columns of a data set play. What is not named here is a feature.</summary>
/// <param name="Label">The column that holds the truth: a class, a number or a relevance.</param>
/// <param name="Ignore">Columns that are neither a feature nor the label, e.g. the slice a row belongs to.</param>
/// <param name="Task">What the label is.</param>
/// <param name="Query">Of a ranking, the column whose values name the query that a row belongs to; null else.</param>
public sealed record DatasetColumns(
    string Label,
    IReadOnlyList<string> Ignore,
    DatasetTask Task = DatasetTask.Classification,
    string? Query = null
)
{
    /// <summary>What is wrong with the parts, whatever the file holds, in a sentence; null if nothing is.</summary>
    public string? Problem =>
        (Task, Query) switch
        {
            (DatasetTask.Ranking, null) =>
                "A ranking needs to know which rows belong together: name the column of the query (--query in the command line, 'query' in the API).",
            (not DatasetTask.Ranking, { } query) =>
                $"Only a ranking has queries: leave out the query column '{query}', or say that the task is ranking (--task in the command line, 'task' in the API).",
            (_, { } query) when query == Label => $"Column '{query}' cannot be both the label and the query.",
            (_, { } query) when Ignore.Contains(query) => $"Column '{query}' cannot be both ignored and the query.",
            _ => null,
        };

    /// <summary>What the label is called in messages.</summary>
    public string Truth =>
        Task switch
        {
            DatasetTask.Regression => "the true number",
            DatasetTask.Ranking => "the relevance",
            _ => "the true class",
        };

    /// <summary>Whether a column is given to models.</summary>
    public bool IsFeature(string column) => column != Label && column != Query && !Ignore.Contains(column);
}
