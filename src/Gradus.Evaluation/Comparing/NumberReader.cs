using Gradus.Evaluation.Datasets;
using Parquet;

namespace Gradus.Evaluation.Comparing;

/// <summary>Some consecutive examples of kept numbers, column by column.</summary>
/// <param name="Labels">The true number of each.</param>
/// <param name="Predicted">The model's number of each.</param>
/// <param name="Queries">The query of each; all the same where there are none.</param>
/// <param name="Slices">The value in each of the layout's columns to slice by.</param>
internal sealed record NumberRows(double[] Labels, float[] Predicted, int[] Queries, string[][] Slices);

/// <summary>Reads kept numbers, some thousand rows at a time.</summary>
internal sealed class NumberReader : IAsyncDisposable
{
    private readonly ParquetReader _reader;

    private NumberReader(ParquetReader reader, NumberLayout layout) => (_reader, Layout) = (reader, layout);

    /// <summary>Opens a file.</summary>
    /// <exception cref="DatasetException">It holds no predicted numbers.</exception>
    public static async Task<NumberReader> OpenAsync(string path, CancellationToken ct)
    {
        var reader = await ParquetReader.CreateAsync(path, null, ct).ConfigureAwait(false);
        return NumberLayout.Of(reader.Schema) is { } layout
            ? new NumberReader(reader, layout)
            : throw new DatasetException("The file holds no predictions of numbers.");
    }

    /// <summary>Its columns.</summary>
    public NumberLayout Layout { get; }

    /// <summary>How many row groups it has.</summary>
    public int Groups => _reader.RowGroupCount;

    /// <summary>Reads one row group.</summary>
    public async Task<NumberRows> ReadAsync(int group, CancellationToken ct)
    {
        using var rows = _reader.OpenRowGroupReader(group);
        var labels = new double[rows.RowCount];
        await rows.ReadAsync<double>(Layout.Label, labels.AsMemory(), null, ct).ConfigureAwait(false);
        var predicted = new float[rows.RowCount];
        await rows.ReadAsync<float>(Layout.Predicted, predicted.AsMemory(), null, ct).ConfigureAwait(false);
        var queries = new int[rows.RowCount];
        if (Layout.Query is { } query)
        {
            await rows.ReadAsync<int>(query, queries.AsMemory(), null, ct).ConfigureAwait(false);
        }

        var slices = new string[Layout.Slices.Count][];
        for (var i = 0; i < slices.Length; i++)
        {
            var texts = new string?[rows.RowCount];
            await rows.ReadAsync(Layout.Slices[i], texts.AsMemory(), null, ct).ConfigureAwait(false);
            slices[i] = Array.ConvertAll(texts, text => text ?? "");
        }

        return new NumberRows(labels, predicted, queries, slices);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
