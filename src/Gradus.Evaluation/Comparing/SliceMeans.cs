using Gradus.Core.Evaluations;
using Gradus.Evaluation.Fairness;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>The means of both models' values on each part of the examples, and whether their difference is more than chance.</summary>
/// <param name="columns">The columns that the data set is sliced by.</param>
internal sealed class SliceMeans(IReadOnlyList<string> columns)
{
    private readonly Dictionary<(int Column, string Value), Part> _parts = [];

    /// <summary>Takes in what both models have on an example of a part.</summary>
    public void Add(int column, string value, double candidate, double incumbent)
    {
        if (!_parts.TryGetValue((column, value), out var part))
        {
            _parts.Add((column, value), part = new Part());
        }

        part.Candidate += candidate;
        part.Incumbent += incumbent;
        part.Test.Add(candidate - incumbent);
    }

    /// <summary>Every part, column by column; those that have enough examples to be compared are corrected for their number.</summary>
    public IReadOnlyList<SliceComparison> ToSlices()
    {
        var parts = _parts
            .OrderBy(part => part.Key.Column)
            .ThenBy(part => part.Key.Value, StringComparer.Ordinal)
            .Take(Slice.Most)
            .ToList();
        var judged = parts.Where(part => part.Value.Test.Pairs >= GroupFairness.UsualSupport).ToList();
        var adjusted = Corrections.Holm([.. judged.Select(part => part.Value.Test.PValue)]);
        var adjustedOf = judged.Zip(adjusted).ToDictionary(pair => pair.First.Key, pair => pair.Second);
        return
        [
            .. parts.Select(part => new SliceComparison(
                columns[part.Key.Column],
                part.Key.Value,
                part.Value.Test.Pairs,
                part.Value.Candidate / part.Value.Test.Pairs,
                part.Value.Incumbent / part.Value.Test.Pairs,
                part.Value.Test.PValue,
                adjustedOf.GetValueOrDefault(part.Key, double.NaN)
            )),
        ];
    }

    private sealed class Part
    {
        public double Candidate { get; set; }

        public double Incumbent { get; set; }

        public PairedT Test { get; } = new();
    }
}
