using Gradus.Core.Evaluations;
using Gradus.Evaluation.Fairness;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>Counts, on each part of the examples, how often both models are right, and one of them.</summary>
/// <param name="label">What the column of the true class is called.</param>
/// <param name="columns">The columns that the data set is sliced by.</param>
internal sealed class SliceSheet(string label, IReadOnlyList<string> columns)
{
    private readonly Dictionary<(int Column, string Value), Count> _counts = [];

    /// <summary>Takes in some examples.</summary>
    public void Add(PredictionRows candidate, PredictionRows incumbent)
    {
        for (var row = 0; row < candidate.Labels.Length; row++)
        {
            var truth = candidate.Labels[row];
            var (first, second) = (candidate.Predicted[row] == truth, incumbent.Predicted[row] == truth);
            Add((-1, truth), first, second);
            for (var i = 0; i < columns.Count; i++)
            {
                Add((i, candidate.Slices[i][row]), first, second);
            }
        }
    }

    /// <summary>Every part, column by column; those that have enough examples to be compared are corrected for their number.</summary>
    public IReadOnlyList<SliceComparison> ToSlices()
    {
        var parts = _counts
            .OrderBy(part => part.Key.Column)
            .ThenBy(part => part.Key.Value, StringComparer.Ordinal)
            .Take(Slice.Most)
            .ToList();
        var judged = parts.Where(part => part.Value.Examples >= GroupFairness.UsualSupport).ToList();
        var adjusted = Corrections.Holm([.. judged.Select(part => part.Value.MidP)]);
        var adjustedOf = judged.Zip(adjusted).ToDictionary(pair => pair.First.Key, pair => pair.Second);
        return
        [
            .. parts.Select(part => new SliceComparison(
                part.Key.Column < 0 ? label : columns[part.Key.Column],
                part.Key.Value,
                part.Value.Examples,
                (double)part.Value.Candidate / part.Value.Examples,
                (double)part.Value.Incumbent / part.Value.Examples,
                part.Value.MidP,
                adjustedOf.GetValueOrDefault(part.Key, double.NaN)
            )),
        ];
    }

    private void Add((int, string) part, bool isCandidateRight, bool isIncumbentRight)
    {
        var count = _counts.GetValueOrDefault(part);
        _counts[part] = count with
        {
            Examples = count.Examples + 1,
            Candidate = count.Candidate + (isCandidateRight ? 1 : 0),
            Incumbent = count.Incumbent + (isIncumbentRight ? 1 : 0),
            Both = count.Both + (isCandidateRight && isIncumbentRight ? 1 : 0),
        };
    }

    private readonly record struct Count(int Examples, int Candidate, int Incumbent, int Both)
    {
        public double MidP => new McNemar(Candidate - Both, Incumbent - Both).MidP;
    }
}
