namespace Gradus.Evaluation.Metrics;

/// <summary>
/// Mean squared distance of the probabilities from the truth (G. W. Brier, "Verification of forecasts expressed in terms of
/// probability", 1950), scaled as scikit-learn's <c>brier_score_loss(scale_by_half="auto")</c>: Σ over classes (p − y)², and
/// half of that, which is (p − y)² of either class, where there are two.
/// </summary>
internal sealed class BrierScore
{
    private double _sum;
    private long _examples;

    /// <summary>The mean so far; NaN without examples.</summary>
    public double Value => _sum / _examples;

    /// <summary>Adds an example: its probabilities, and the column of its true class, -1 if that has none.</summary>
    public void Add(ReadOnlySpan<float> probabilities, int trueColumn)
    {
        _sum += Of(probabilities, trueColumn);
        _examples++;
    }

    /// <summary>One example's part.</summary>
    public static double Of(ReadOnlySpan<float> probabilities, int trueColumn)
    {
        // A class that the model cannot name was given 0, and is off by 1.
        var distance = trueColumn < 0 ? 1.0 : 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var difference = probabilities[i] - (i == trueColumn ? 1.0 : 0.0);
            distance += difference * difference;
        }

        return probabilities.Length == 2 ? distance / 2 : distance;
    }
}
