using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>What is kept of two models' numbers for the same examples until they can be compared.</summary>
internal interface INumberSheet
{
    /// <summary>Takes in some examples: one row group of each.</summary>
    void Add(NumberRows candidate, NumberRows incumbent);

    /// <summary>The comparison of all.</summary>
    ModelComparison Compare(BootstrapOptions options);
}

/// <summary>Compares two models that give real numbers.</summary>
internal static class NumberComparer
{
    /// <summary>Reads both files once, row group by row group.</summary>
    /// <exception cref="DatasetException">The files are no predictions of numbers, or of different examples.</exception>
    public static async Task<ModelComparison> CompareAsync(
        string candidatePath,
        string incumbentPath,
        Func<NumberLayout, INumberSheet> makeSheet,
        BootstrapOptions options,
        CancellationToken ct
    )
    {
        var candidate = await NumberReader.OpenAsync(candidatePath, ct).ConfigureAwait(false);
        await using var _ = candidate.ConfigureAwait(false);
        var incumbent = await NumberReader.OpenAsync(incumbentPath, ct).ConfigureAwait(false);
        await using var __ = incumbent.ConfigureAwait(false);
        if (candidate.Groups != incumbent.Groups)
        {
            throw Comparer.OtherExamples();
        }

        var sheet = makeSheet(candidate.Layout);
        for (var group = 0; group < candidate.Groups; group++)
        {
            var first = await candidate.ReadAsync(group, ct).ConfigureAwait(false);
            var second = await incumbent.ReadAsync(group, ct).ConfigureAwait(false);
            if (
                !first.Labels.AsSpan().SequenceEqual(second.Labels)
                || !first.Queries.AsSpan().SequenceEqual(second.Queries)
            )
            {
                throw Comparer.OtherExamples();
            }

            sheet.Add(first, second);
        }

        return sheet.Compare(options);
    }
}
