using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Metrics.Regression;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>The errors of two regressors on the same examples.</summary>
/// <param name="sliceColumns">The columns that the data set is sliced by.</param>
internal sealed class RegressionSheet(IReadOnlyList<string> sliceColumns) : INumberSheet
{
    private readonly RegressionSums _candidate = new();
    private readonly RegressionSums _incumbent = new();
    private readonly SliceMeans _slices = new(sliceColumns);
    private readonly List<double> _actual = [];
    private readonly List<double> _errors = [];
    private readonly List<double> _others = [];

    /// <inheritdoc/>
    public void Add(NumberRows candidate, NumberRows incumbent)
    {
        for (var row = 0; row < candidate.Labels.Length; row++)
        {
            var (actual, mine, theirs) = (candidate.Labels[row], candidate.Predicted[row], incumbent.Predicted[row]);
            _candidate.Add(actual, mine);
            _incumbent.Add(actual, theirs);
            _actual.Add(actual);
            _errors.Add(mine - actual);
            _others.Add(theirs - actual);
            for (var column = 0; column < sliceColumns.Count; column++)
            {
                _slices.Add(column, candidate.Slices[column][row], Math.Abs(mine - actual), Math.Abs(theirs - actual));
            }
        }
    }

    /// <inheritdoc/>
    public ModelComparison Compare(BootstrapOptions options)
    {
        var (mine, theirs) = (_candidate.ToMetrics(), _incumbent.ToMetrics());
        return ModelComparison.OfNumbers(
            DatasetTask.Regression,
            _actual.Count,
            [
                .. ComparisonNames
                    .ComparedOn(DatasetTask.Regression)
                    .Select(metric => new MetricComparison(
                        metric,
                        mine[metric],
                        theirs[metric],
                        IntervalOf(metric, options)
                    )),
            ],
            _slices.ToSlices()
        );
    }

    private Interval IntervalOf(string metric, BootstrapOptions options) =>
        metric switch
        {
            MetricNames.RootMeanSquaredError => MomentBootstrap.Of(
                Values(2, (example, i) => Square(example, i)),
                2,
                means => Math.Sqrt(means[0]) - Math.Sqrt(means[1]),
                options
            ),
            MetricNames.RSquared => OfRSquared(options),
            _ => PairedBootstrap.OfDifferences(
                [.. _errors.Select((error, i) => LossOf(metric, error, i) - LossOf(metric, _others[i], i))],
                options
            ),
        };

    // Of values less their mean, so that little is lost where they are all far from 0.
    private Interval OfRSquared(BootstrapOptions options)
    {
        var mean = _actual.Count == 0 ? 0 : _actual.Average();
        return MomentBootstrap.Of(
            Values(
                4,
                (example, i) =>
                    i < 2 ? Square(example, i)
                    : i == 2 ? _actual[example] - mean
                    : (_actual[example] - mean) * (_actual[example] - mean)
            ),
            4,
            means =>
                means[3] - (means[2] * means[2]) is > 0 and var spread ? (means[1] - means[0]) / spread : double.NaN,
            options
        );
    }

    private double LossOf(string metric, double error, int example) =>
        metric switch
        {
            MetricNames.MeanAbsoluteError => Math.Abs(error),
            MetricNames.MeanAbsolutePercentageError => RegressionSums.ShareOf(error, _actual[example]),
            MetricNames.PinballP10 => RegressionSums.PinballOf(error, 0.1),
            MetricNames.PinballP50 => RegressionSums.PinballOf(error, 0.5),
            MetricNames.PinballP90 => RegressionSums.PinballOf(error, 0.9),
            _ => throw new ArgumentException($"'{metric}' is no mean of losses."),
        };

    private double Square(int example, int model) =>
        model == 0 ? _errors[example] * _errors[example] : _others[example] * _others[example];

    private double[] Values(int width, Func<int, int, double> valueOf)
    {
        var values = new double[_actual.Count * width];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = valueOf(i / width, i % width);
        }

        return values;
    }
}
