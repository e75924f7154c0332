using System.Text.Json;
using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.OpenInference;

/// <summary>One tensor of a request.</summary>
/// <param name="Name">The input it is for.</param>
/// <param name="Datatype">What its elements are, e.g. FP32.</param>
/// <param name="Values">Its elements, in the shape that the request says.</param>
internal sealed record InferenceInput(string Name, string Datatype, CellArray Values)
{
    /// <summary>Reads an entry of <c>inputs</c>. The data may be flat, or nested as the shape says.</summary>
    public static InferenceInput Read(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object)
        {
            throw RefusedException.BadInput("An entry of 'inputs' is not an object.");
        }

        var name = Get(input, "name", JsonValueKind.String, "An entry of 'inputs'").GetString()!;
        var what = $"Input '{name}'";
        var datatype = Get(input, "datatype", JsonValueKind.String, what).GetString()!;
        var shape = ReadShape(Get(input, "shape", JsonValueKind.Array, what), what);
        var data = CellArray.Read(Get(input, "data", JsonValueKind.Array, what), $"input '{name}'");
        return data.Count == Size(shape, what)
            ? new InferenceInput(name, datatype, data.As(shape))
            : throw RefusedException.BadInput(
                $"{what} has {data.Count} values; the shape [{string.Join(", ", shape)}] has {Size(shape, what)}."
            );
    }

    /// <summary>The tensor for a model's input.</summary>
    public Tensor Bind(TensorSpec spec) =>
        Datatype == spec.Type.ProtocolName()
            ? InputBinding.FromArray(spec, Values)
            : throw RefusedException.BadInput(
                $"Input '{Name}' is sent as {Datatype}; the model takes {spec.Type.ProtocolName()}."
            );

    private static long[] ReadShape(JsonElement shape, string what) =>
        [
            .. shape
                .EnumerateArray()
                .Select(size =>
                    size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var number) && number >= 0
                        ? number
                        : throw RefusedException.BadInput($"{what}: an entry of 'shape' is not a size.")
                ),
        ];

    private static long Size(long[] shape, string what)
    {
        try
        {
            return Tensor.Count(shape);
        }
        catch (OverflowException)
        {
            throw RefusedException.BadInput($"{what}: the shape [{string.Join(", ", shape)}] is too large.");
        }
    }

    private static JsonElement Get(JsonElement input, string field, JsonValueKind kind, string what) =>
        input.TryGetProperty(field, out var value) && value.ValueKind == kind
            ? value
            : throw RefusedException.BadInput(
                $"{what} has no '{field}' that is {(kind == JsonValueKind.String ? "text" : "a list")}."
            );
}
