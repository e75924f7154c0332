using System.Globalization;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Capture;

/// <summary>Which of a model's outputs is its prediction: its label, else its number, else the greatest of its scores.</summary>
internal sealed class PredictedColumn
{
    private readonly Tensor _output;

    private PredictedColumn(Tensor output) => _output = output;

    /// <summary>Finds it; null if no output is one.</summary>
    public static PredictedColumn? Find(IReadOnlyList<Tensor> outputs)
    {
        var found =
            outputs.FirstOrDefault(output => output.Width == 1 && !output.Type.HasNaN() && output.Keys is null)
            ?? outputs.FirstOrDefault(output => output.Width == 1 && output.Keys is null)
            ?? outputs.FirstOrDefault(output => output.Width > 1 && output.Type.HasNaN());
        return found is null ? null : new PredictedColumn(found);
    }

    /// <summary>The prediction for one example.</summary>
    public string Of(int row)
    {
        if (_output.Width == 1)
        {
            return CapturedTable.Element(_output, row);
        }

        var scores = Enumerable
            .Range(0, _output.Width)
            .Select(i =>
                double.Parse(CapturedTable.Element(_output, (row * _output.Width) + i), CultureInfo.InvariantCulture)
            )
            .ToList();
        var greatest = scores.IndexOf(scores.Max());
        return _output.Keys is { } keys ? keys[greatest] : greatest.ToString(CultureInfo.InvariantCulture);
    }
}
