using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;
using Sylvan.Data.Csv;

namespace Gradus.Serving.Mlflow;

/// <summary>Reads a CSV body: a header, and one example a line, as <c>pandas.DataFrame.to_csv(index=False)</c> writes it.</summary>
internal static class ScoringCsv
{
    private static readonly CsvDataReaderOptions Options = new() { HasHeaders = true, BufferSize = 1 << 16 };

    /// <summary>What the request asks about.</summary>
    public static async Task<RequestInput> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The whole of it first: the reader would read the body synchronously.
        using var body = new StreamReader(request.Body, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            using var text = new StringReader(await body.ReadToEndAsync(cancellationToken));
            using var csv = await CsvDataReader.CreateAsync(text, Options, cancellationToken);
            return new RequestInput.Rows(Read(csv));
        }
        catch (Exception e) when (e is CsvFormatException or System.Text.DecoderFallbackException)
        {
            throw RefusedException.BadInput($"The request's body is not CSV that can be read: {e.Message}");
        }
    }

    private static Table Read(CsvDataReader csv)
    {
        List<string> columns = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];
        if (columns.GroupBy(name => name).FirstOrDefault(name => name.Count() > 1) is { Key: var twice })
        {
            throw RefusedException.BadInput($"Column '{twice}' is there twice.");
        }

        var cells = new List<Cell>();
        var rows = 0;
        for (; csv.Read(); rows++)
        {
            if (csv.RowFieldCount != columns.Count)
            {
                throw RefusedException.BadInput(
                    $"Row {rows} has {csv.RowFieldCount} values; there are {columns.Count} columns."
                );
            }

            for (var i = 0; i < columns.Count; i++)
            {
                cells.Add(Cell.ReadField(csv.GetString(i)));
            }
        }

        return new Table(columns, rows, columns.Count, [.. cells]);
    }
}
