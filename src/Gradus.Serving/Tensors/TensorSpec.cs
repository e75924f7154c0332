using System.Globalization;

namespace Gradus.Serving.Tensors;

/// <summary>One input or output as the model declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">One entry a dimension; null where the size is free.</param>
/// <param name="Symbol">What the model calls the first dimension where it is free; null or empty if it has no name.</param>
/// <param name="HasKeys">Whether it is a map an example, from key to number, as scikit-learn's converter gives probabilities.</param>
internal sealed record TensorSpec(
    string Name,
    ElementType Type,
    IReadOnlyList<long?> Shape,
    string? Symbol = null,
    bool HasKeys = false
)
{
    /// <summary>Whether the first dimension may be of any size.</summary>
    public bool IsFirstFree => Shape is [null, ..];

    /// <summary>Whether a tensor's shape is one that this allows.</summary>
    public bool Admits(IReadOnlyList<long> shape) =>
        shape.Count == Shape.Count && shape.Zip(Shape).All(pair => pair.Second is null || pair.First == pair.Second);

    /// <summary>The type with the shape, e.g. <c>float32[?, 30]</c>.</summary>
    public override string ToString() =>
        $"{Type.Name()}[{string.Join(", ", Shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "?"))}]";
}

/// <summary>What a model takes and gives.</summary>
internal sealed record ModelForm(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs)
{
    /// <summary>
    /// Whether examples of several requests may go in together and their answers be taken apart again: the first dimension
    /// of every input and output is free, and the model does not say by different names that they count different things.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsBatchable { get; } =
        Inputs.Count > 0
        && Inputs.Concat(Outputs).All(tensor => tensor.IsFirstFree)
        && Inputs
            .Concat(Outputs)
            .Select(tensor => tensor.Symbol)
            .Where(s => !string.IsNullOrEmpty(s))
            .Distinct()
            .Count() <= 1;

    /// <summary>
    /// What is wrong with what the model gave, in one sentence; null if nothing is.
    /// </summary>
    /// <param name="outputs">What it gave.</param>
    /// <param name="rows">How many examples went in.</param>
    public string? Problem(IReadOnlyList<Tensor> outputs, int rows)
    {
        if (outputs.Count != Outputs.Count)
        {
            return $"The model gave {outputs.Count} outputs; it declares {Outputs.Count}.";
        }

        foreach (var (output, spec) in outputs.Zip(Outputs))
        {
            if (!spec.Admits(output.Shape) || (IsBatchable && output.Shape[0] != rows))
            {
                return $"The model's output '{spec.Name}' has the shape [{string.Join(", ", output.Shape)}] for {rows} examples; it declares {spec}.";
            }
        }

        return null;
    }
}
