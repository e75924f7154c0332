using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Data.Models;

namespace Gradus.Data.Datasets;

/// <summary>Reads data sets, inside the transactions that measure on them.</summary>
internal static class DatasetRows
{
    public const string Columns = "name, digest, size, label, ignored, task, query, created_by, created_at";

    private const string ListSql = $"""
        SELECT {Columns} FROM datasets
        ORDER BY name
        """;

    private const string FindSql = $"""
        SELECT {Columns} FROM datasets
        WHERE name = @name
        """;

    /// <summary>The data set of a name; null if none is registered.</summary>
    public static Task<Dataset?> FindDatasetAsync(this Session session, string name) =>
        session.FindAsync(FindSql, Map, ("@name", name));

    /// <summary>All data sets, by name.</summary>
    public static Task<List<Dataset>> ListDatasetsAsync(this Session session) => session.ListAsync(ListSql, Map);

    public static Dataset Map(DbDataReader row) =>
        new(
            Name: row.GetString(0),
            Digest: Digest.Parse(row.GetString(1)).Value,
            Size: row.GetInt64(2),
            Columns: new DatasetColumns(
                Label: row.GetString(3),
                Ignore: JsonSerializer.Deserialize(row.GetString(4), DataJson.Default.IReadOnlyListString) ?? [],
                Task: DatasetTasks.Parse(row.GetString(5)).Value,
                Query: row.GetText(6)
            ),
            CreatedBy: row.GetString(7),
            CreatedAt: row.GetTime(8)
        );
}
