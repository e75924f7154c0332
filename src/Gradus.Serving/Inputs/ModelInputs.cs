using Gradus.Serving.Tensors;

namespace Gradus.Serving.Inputs;

/// <summary>What a request puts into a model.</summary>
/// <param name="Tensors">One for each of the model's inputs, in their order.</param>
/// <param name="Rows">How many examples that is.</param>
internal sealed record ModelInputs(IReadOnlyList<Tensor> Tensors, int Rows)
{
    /// <summary>Counts the examples, of which every tensor has as many.</summary>
    public static ModelInputs Of(IReadOnlyList<Tensor> tensors, ModelForm form)
    {
        var rows = tensors[0].Shape is [var first, ..] ? (int)first : 1;
        if (rows == 0 || tensors.Any(tensor => tensor.Shape.Contains(0)))
        {
            throw Refusals.RefusedException.BadInput("The request has no rows.");
        }

        if (form.IsBatchable && tensors.FirstOrDefault(tensor => tensor.Shape[0] != rows) is { } other)
        {
            throw Refusals.RefusedException.BadInput(
                $"Input '{other.Name}' has {other.Shape[0]} rows, and input '{tensors[0].Name}' has {rows}."
            );
        }

        return new ModelInputs(tensors, rows);
    }
}
