using System.Runtime.InteropServices;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Metrics;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>Compares two classifiers.</summary>
internal static class ClassComparer
{
    private const int MostLost = 50;

    /// <summary>Reads both files once, row group by row group, and makes an interval of each metric's difference.</summary>
    /// <param name="candidatePath">The candidate's predictions.</param>
    /// <param name="incumbentPath">The incumbent's predictions of the same data set.</param>
    /// <param name="label">What the data set's column of the true class is called.</param>
    /// <param name="options">How intervals are made.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatasetException">The files are no predictions, or of different examples.</exception>
    public static async Task<ModelComparison> CompareAsync(
        string candidatePath,
        string incumbentPath,
        string label,
        BootstrapOptions options,
        CancellationToken ct
    )
    {
        var candidate = await PredictionReader.OpenAsync(candidatePath, ct).ConfigureAwait(false);
        await using var _ = candidate.ConfigureAwait(false);
        var incumbent = await PredictionReader.OpenAsync(incumbentPath, ct).ConfigureAwait(false);
        await using var __ = incumbent.ConfigureAwait(false);
        if (candidate.Groups != incumbent.Groups)
        {
            throw Comparer.OtherExamples();
        }

        var classes = await ReadClassesAsync(candidate, ct).ConfigureAwait(false);
        var (first, second) = (
            new AnswerSheet(classes, candidate.Layout.ScoredClasses),
            new AnswerSheet(classes, incumbent.Layout.ScoredClasses)
        );
        var slices = new SliceSheet(label, candidate.Layout.SliceColumns);
        var actual = new List<int>();
        for (var group = 0; group < candidate.Groups; group++)
        {
            var ofCandidate = await candidate.ReadAsync(group, ct).ConfigureAwait(false);
            var ofIncumbent = await incumbent.ReadAsync(group, ct).ConfigureAwait(false);
            if (!ofCandidate.Labels.AsSpan().SequenceEqual(ofIncumbent.Labels))
            {
                throw Comparer.OtherExamples();
            }

            var labels = Array.ConvertAll(ofCandidate.Labels, name => classes.IndexOf(name));
            actual.AddRange(labels);
            first.Add(ofCandidate, labels);
            second.Add(ofIncumbent, labels);
            slices.Add(ofCandidate, ofIncumbent);
        }

        return Compare(first, second, [.. actual], classes, slices, options);
    }

    // The data set's own classes are numbered first, in ascending order, whatever the models answer besides.
    private static async Task<ClassTable> ReadClassesAsync(PredictionReader predictions, CancellationToken ct)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (var group = 0; group < predictions.Groups; group++)
        {
            labels.UnionWith(await predictions.ReadLabelsAsync(group, ct).ConfigureAwait(false));
        }

        return ClassTable.Of(labels);
    }

    private static ModelComparison Compare(
        AnswerSheet candidate,
        AnswerSheet incumbent,
        int[] actual,
        ClassTable classes,
        SliceSheet slices,
        BootstrapOptions options
    )
    {
        bool[] first = [.. candidate.Predicted.Select((answer, i) => answer == actual[i])];
        bool[] second = [.. incumbent.Predicted.Select((answer, i) => answer == actual[i])];
        var metrics = new MetricIntervals(candidate, incumbent, actual, classes.Positive, options);
        return new ModelComparison(
            DatasetTask.Classification,
            actual.Length,
            [.. classes.Ascending().Select(index => classes[index])],
            [.. ComparisonNames.ComparedOn(DatasetTask.Classification).Select(metrics.Compare)],
            McNemar.Of(first, second),
            candidate.ToCurves(),
            incumbent.ToCurves(),
            slices.ToSlices(),
            [.. Enumerable.Range(0, actual.Length).Where(i => second[i] && !first[i]).Take(MostLost).Select(i => i + 1)]
        );
    }

    /// <summary>The interval of each metric's difference, each by the way that is meant for it.</summary>
    private sealed class MetricIntervals(
        AnswerSheet candidate,
        AnswerSheet incumbent,
        int[] actual,
        int? positive,
        BootstrapOptions options
    )
    {
        public MetricComparison Compare(string metric) =>
            metric switch
            {
                MetricNames.LogLoss => OfMeans(metric, candidate.LogLoss, incumbent.LogLoss),
                MetricNames.Brier => OfMeans(metric, candidate.Brier, incumbent.Brier),
                MetricNames.RocAuc => OfAreas(metric),
                _ => OfLabels(metric),
            };

        private MetricComparison OfLabels(string metric)
        {
            var of = LabelMetrics.ByName[metric];
            return new MetricComparison(
                metric,
                of(candidate.Labels, positive),
                of(incumbent.Labels, positive),
                LabelBootstrap.Difference(
                    metric,
                    actual,
                    CollectionsMarshal.AsSpan(candidate.Predicted),
                    CollectionsMarshal.AsSpan(incumbent.Predicted),
                    positive,
                    options
                )
            );
        }

        private MetricComparison OfMeans(string metric, List<float> first, List<float> second) =>
            candidate.AreProbabilities && incumbent.AreProbabilities
                ? new MetricComparison(
                    metric,
                    first.Average(value => (double)value),
                    second.Average(value => (double)value),
                    PairedBootstrap.Difference(
                        CollectionsMarshal.AsSpan(first),
                        CollectionsMarshal.AsSpan(second),
                        options
                    )
                )
                : Undefined(metric);

        private MetricComparison OfAreas(string metric)
        {
            if (positive is null || candidate.Positive.Count == 0 || incumbent.Positive.Count == 0)
            {
                return Undefined(metric);
            }

            var areas = DeLong.Compare(
                CollectionsMarshal.AsSpan(candidate.Positive),
                CollectionsMarshal.AsSpan(incumbent.Positive),
                Array.ConvertAll(actual, index => index == positive),
                options.Confidence
            );
            return new MetricComparison(metric, areas.Candidate.Estimate, areas.Incumbent.Estimate, areas.Difference);
        }

        private MetricComparison Undefined(string metric) =>
            new(metric, double.NaN, double.NaN, Interval.Undefined(options, actual.Length));
    }
}
