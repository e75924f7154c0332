namespace Gradus.Evaluation.Metrics.Regression;

/// <summary>
/// Median |ŷ − y|, in the unit of the values; between the middle two where their number is even (scikit-learn's
/// <c>median_absolute_error</c>). Needs every error: four bytes an example.
/// </summary>
internal sealed class MedianError
{
    private readonly List<float> _errors = [];

    /// <summary>The median; NaN without examples or with a value that is NaN.</summary>
    public double Value
    {
        get
        {
            _errors.Sort();
            // NaN is sorted before every number.
            return _errors is [] or [float.NaN, ..]
                ? double.NaN
                : ((double)_errors[(_errors.Count - 1) / 2] + _errors[_errors.Count / 2]) / 2;
        }
    }

    /// <summary>Takes in an example.</summary>
    public void Add(double actual, double predicted) => _errors.Add((float)Math.Abs(predicted - actual));
}
