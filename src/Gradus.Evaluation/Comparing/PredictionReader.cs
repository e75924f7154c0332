using Gradus.Evaluation.Datasets;
using Parquet;
using Parquet.Schema;

namespace Gradus.Evaluation.Comparing;

/// <summary>Some consecutive examples of kept predictions, column by column.</summary>
/// <param name="Labels">The true class of each.</param>
/// <param name="Predicted">The model's class of each.</param>
/// <param name="Scores">The scores for each of the layout's classes; none if the model gives none.</param>
/// <param name="Slices">The value in each of the layout's columns to slice by.</param>
internal sealed record PredictionRows(string[] Labels, string[] Predicted, float[][] Scores, string[][] Slices);

/// <summary>Reads kept predictions, some thousand rows at a time.</summary>
internal sealed class PredictionReader : IAsyncDisposable
{
    private readonly ParquetReader _reader;

    private PredictionReader(ParquetReader reader, PredictionLayout layout)
    {
        _reader = reader;
        Layout = layout;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="DatasetException">It holds no predictions.</exception>
    public static async Task<PredictionReader> OpenAsync(string path, CancellationToken ct)
    {
        var reader = await ParquetReader.CreateAsync(path, null, ct).ConfigureAwait(false);
        return PredictionLayout.Of(reader.Schema) is { } layout
            ? new PredictionReader(reader, layout)
            : throw new DatasetException("The file holds no predictions of classes.");
    }

    /// <summary>Its columns.</summary>
    public PredictionLayout Layout { get; }

    /// <summary>How many row groups it has.</summary>
    public int Groups => _reader.RowGroupCount;

    /// <summary>Reads the true classes of one row group.</summary>
    public async Task<string[]> ReadLabelsAsync(int group, CancellationToken ct)
    {
        using var rows = _reader.OpenRowGroupReader(group);
        return await ReadTextsAsync(rows, Layout.Label, ct).ConfigureAwait(false);
    }

    /// <summary>Reads one row group.</summary>
    public async Task<PredictionRows> ReadAsync(int group, CancellationToken ct)
    {
        using var rows = _reader.OpenRowGroupReader(group);
        var labels = await ReadTextsAsync(rows, Layout.Label, ct).ConfigureAwait(false);
        var predicted = await ReadTextsAsync(rows, Layout.Predicted, ct).ConfigureAwait(false);
        var scores = new float[Layout.Scores.Count][];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = new float[rows.RowCount];
            await rows.ReadAsync<float>(Layout.Scores[i], scores[i].AsMemory(), null, ct).ConfigureAwait(false);
        }

        var slices = new string[Layout.Slices.Count][];
        for (var i = 0; i < slices.Length; i++)
        {
            slices[i] = await ReadTextsAsync(rows, Layout.Slices[i], ct).ConfigureAwait(false);
        }

        return new PredictionRows(labels, predicted, scores, slices);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private static async Task<string[]> ReadTextsAsync(
        ParquetRowGroupReader rows,
        DataField field,
        CancellationToken ct
    )
    {
        var texts = new string?[rows.RowCount];
        await rows.ReadAsync(field, texts.AsMemory(), null, ct).ConfigureAwait(false);
        return Array.ConvertAll(texts, text => text ?? "");
    }
}
