using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Gradus.Evaluation;

/// <summary>Writes CSV files anew as Parquet, each column as what it holds.</summary>
internal static class ParquetFile
{
    /// <summary>Writes a file in row groups of so many rows.</summary>
    public static async Task<string> WriteAsync(string csvPath, string path, int rowsOfGroup)
    {
        var lines = (await File.ReadAllLinesAsync(csvPath)).Select(line => line.Split(',')).ToList();
        var (names, rows) = (lines[0], lines[1..]);
        var fields = names.Select((name, column) => FieldOf(name, rows, column)).ToArray();
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file);
        foreach (var chunk in rows.Chunk(rowsOfGroup))
        {
            using var group = writer.CreateRowGroup();
            for (var column = 0; column < fields.Length; column++)
            {
                await WriteAsync(group, fields[column], [.. chunk.Select(row => row[column])]);
            }

            group.CompleteValidate();
        }

        return path;
    }

    private static DataField FieldOf(string name, List<string[]> rows, int column) =>
        rows.All(row => long.TryParse(row[column], CultureInfo.InvariantCulture, out _)) ? new DataField<long>(name)
        : rows.All(row => row[column].Length == 0 || IsNumber(row[column]))
            ? new DataField<double>(name, rows.Exists(row => row[column].Length == 0))
        : new DataField<string>(name, nullable: false);

    private static Task WriteAsync(ParquetRowGroupWriter group, DataField field, string[] texts) =>
        (field.ClrType, field.IsNullable) switch
        {
            ({ } type, _) when type == typeof(long) => group.WriteAsync<long>(
                field,
                Array.ConvertAll(texts, text => long.Parse(text, CultureInfo.InvariantCulture))
            ),
            ({ } type, false) when type == typeof(double) => group.WriteAsync<double>(
                field,
                Array.ConvertAll(texts, Number)
            ),
            ({ } type, true) when type == typeof(double) => group.WriteAsync<double>(
                field,
                Array.ConvertAll(texts, text => text.Length == 0 ? (double?)null : Number(text))
            ),
            _ => group.WriteAsync(field, texts.ToList()),
        };

    private static bool IsNumber(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
