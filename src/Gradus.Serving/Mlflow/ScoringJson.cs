using System.Text.Json;
using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;

namespace Gradus.Serving.Mlflow;

/// <summary>
/// Reads the JSON bodies of MLflow's scoring protocol: an object with exactly one of <c>dataframe_split</c>,
/// <c>dataframe_records</c>, <c>instances</c> and <c>inputs</c>, and <c>params</c> beside it.
/// </summary>
/// <remarks>Source of the forms: https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/</remarks>
internal static class ScoringJson
{
    private const string Split = "dataframe_split";
    private const string Records = "dataframe_records";
    private const string Instances = "instances";
    private const string Inputs = "inputs";
    private const string Params = "params";

    private static readonly string[] Formats = [Split, Records, Instances, Inputs];

    /// <summary>What the request asks about.</summary>
    public static RequestInput Read(JsonElement body)
    {
        var found = body.EnumerateObject().Where(field => Formats.Contains(field.Name)).ToList();
        if (found is not [var only])
        {
            throw RefusedException.BadInput(
                $"Invalid input. The input must be a JSON dictionary with exactly one of the input fields "
                    + $"{string.Join(", ", Formats)}. Received dictionary with input fields: "
                    + $"{string.Join(", ", body.EnumerateObject().Select(field => field.Name))}."
            );
        }

        // A model from a file has no parameters: they are taken and left, as MLflow does.
        if (
            body.TryGetProperty(Params, out var parameters)
            && parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
        )
        {
            throw RefusedException.BadInput("'params' is not an object.");
        }

        return only.Name switch
        {
            Split => new RequestInput.Rows(ReadSplit(only.Value)),
            Records => new RequestInput.Rows(ReadRecords(only.Value)),
            Instances => ReadInstances(only.Value),
            _ => ReadInputs(only.Value),
        };
    }

    private static Table ReadSplit(JsonElement split)
    {
        Require(split, JsonValueKind.Object, Split, "an object");
        if (!split.TryGetProperty("data", out var data))
        {
            throw RefusedException.BadInput($"'{Split}' has no 'data'.");
        }

        var columns = split.TryGetProperty("columns", out var names) ? ReadNames(names) : null;
        Require(data, JsonValueKind.Array, $"{Split}.data", "a list of rows");
        var rows = data.GetArrayLength();
        var width =
            columns?.Count ?? (rows > 0 && data[0].ValueKind == JsonValueKind.Array ? data[0].GetArrayLength() : 0);
        var cells = new List<Cell>(Math.Min(rows * width, 1 << 20));
        foreach (var (row, values) in data.EnumerateArray().Index())
        {
            Require(values, JsonValueKind.Array, $"{Split}.data, {Place.Row(row)}", "a list");
            if (values.GetArrayLength() != width)
            {
                throw RefusedException.BadInput(
                    $"{Capital(Place.Row(row))} has {values.GetArrayLength()} values; there are {width} columns."
                );
            }

            var column = 0;
            foreach (var value in values.EnumerateArray())
            {
                cells.Add(Cell.Read(value) ?? throw NotSingle(columns?[column] ?? $"{column}", row));
                column++;
            }
        }

        return new Table(columns, rows, width, [.. cells]);
    }

    // As pandas does, a column is there if any record has it; where one has not, its value is missing.
    private static Table ReadRecords(JsonElement records)
    {
        Require(records, JsonValueKind.Array, Records, "a list of objects");
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (row, record) in records.EnumerateArray().Index())
        {
            Require(record, JsonValueKind.Object, $"{Records}, {Place.Row(row)}", "an object");
            foreach (var field in record.EnumerateObject())
            {
                columns.TryAdd(field.Name, columns.Count);
            }
        }

        var rows = records.GetArrayLength();
        var cells = new Cell[rows * columns.Count];
        Array.Fill(cells, Cell.Missing);
        foreach (var (row, record) in records.EnumerateArray().Index())
        {
            foreach (var field in record.EnumerateObject())
            {
                cells[(row * columns.Count) + columns[field.Name]] = ReadCell(field.Value, field.Name, row);
            }
        }

        return new Table([.. columns.Keys], rows, columns.Count, cells);
    }

    // TensorFlow Serving's row form: a list of examples, each an array, or an object of arrays by input.
    private static RequestInput ReadInstances(JsonElement instances)
    {
        Require(instances, JsonValueKind.Array, Instances, "a list");
        if (instances.GetArrayLength() == 0 || instances[0].ValueKind != JsonValueKind.Object)
        {
            return new RequestInput.Unnamed(CellArray.Read(instances, Instances));
        }

        var parts = new Dictionary<string, List<CellArray>>(StringComparer.Ordinal);
        foreach (var (row, instance) in instances.EnumerateArray().Index())
        {
            Require(instance, JsonValueKind.Object, $"{Instances}, {Place.Row(row)}", "an object");
            foreach (var field in instance.EnumerateObject())
            {
                var what = $"input '{field.Name}' of {Place.Row(row)}";
                if (!parts.TryGetValue(field.Name, out var soFar))
                {
                    parts[field.Name] = soFar = [];
                }

                soFar.Add(CellArray.Read(field.Value, what));
            }
        }

        return new RequestInput.Named(
            parts.ToDictionary(part => part.Key, part => Stack(part.Key, part.Value, instances.GetArrayLength()))
        );
    }

    private static CellArray Stack(string name, List<CellArray> rows, int expected)
    {
        if (rows.Count != expected)
        {
            throw RefusedException.BadInput(
                $"Input '{name}' is missing in {expected - rows.Count} of {expected} rows."
            );
        }

        var odd = rows.FindIndex(row => !row.Shape.AsSpan().SequenceEqual(rows[0].Shape));
        return odd < 0
            ? new CellArray([rows.Count, .. rows[0].Shape], [.. rows.SelectMany(row => row.Cells)])
            : throw RefusedException.BadInput($"Input '{name}', {Place.Row(odd)} has another shape than row 0.");
    }

    private static RequestInput ReadInputs(JsonElement inputs) =>
        inputs.ValueKind switch
        {
            JsonValueKind.Array => new RequestInput.Unnamed(CellArray.Read(inputs, Inputs)),
            JsonValueKind.Object => new RequestInput.Named(
                inputs
                    .EnumerateObject()
                    .ToDictionary(
                        field => field.Name,
                        field => CellArray.Read(field.Value, $"input '{field.Name}'"),
                        StringComparer.Ordinal
                    )
            ),
            _ => throw RefusedException.BadInput($"'{Inputs}' is neither a list nor an object of lists."),
        };

    private static List<string> ReadNames(JsonElement names)
    {
        Require(names, JsonValueKind.Array, $"{Split}.columns", "a list of names");
        List<string> read = [.. names.EnumerateArray().Select(name => name.ToString())];
        return read.GroupBy(name => name).FirstOrDefault(name => name.Count() > 1) is { Key: var twice }
            ? throw RefusedException.BadInput($"Column '{twice}' is there twice.")
            : read;
    }

    private static Cell ReadCell(JsonElement value, string column, int row) =>
        Cell.Read(value) ?? throw NotSingle(column, row);

    private static RefusedException NotSingle(string column, int row) =>
        RefusedException.BadInput($"Column '{column}', {Place.Row(row)}: a list or an object is not a single value.");

    private static void Require(JsonElement value, JsonValueKind kind, string what, string expected)
    {
        if (value.ValueKind != kind)
        {
            throw RefusedException.BadInput($"'{what}' is not {expected}.");
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
