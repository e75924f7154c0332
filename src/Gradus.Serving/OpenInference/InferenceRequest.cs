using System.Text.Json;
using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.OpenInference;

/// <summary>A request's tensors, and which outputs are asked for.</summary>
/// <param name="Id">What the answer is to be called; null for nothing.</param>
/// <param name="Inputs">The tensors as they were sent.</param>
/// <param name="Outputs">The outputs asked for; null for all.</param>
internal sealed record InferenceRequest(
    string? Id,
    IReadOnlyList<InferenceInput> Inputs,
    IReadOnlyList<string>? Outputs
)
{
    /// <summary>Reads a request's body.</summary>
    public static InferenceRequest Read(JsonElement body)
    {
        if (!body.TryGetProperty("inputs", out var inputs) || inputs.ValueKind != JsonValueKind.Array)
        {
            throw RefusedException.BadInput("The request has no list 'inputs'.");
        }

        return new InferenceRequest(
            body.TryGetProperty("id", out var id) ? TextOf(id, "id") : null,
            [.. inputs.EnumerateArray().Select(InferenceInput.Read)],
            body.TryGetProperty("outputs", out var outputs) ? ReadOutputs(outputs) : null
        );
    }

    /// <summary>The inputs of a model.</summary>
    public ModelInputs Bind(ModelForm form)
    {
        if (Inputs.FirstOrDefault(input => form.Inputs.All(known => known.Name != input.Name)) is { } unknown)
        {
            throw RefusedException.BadInput(
                $"The model has no input '{unknown.Name}'.{Core.Errors.Nearest.Hint(unknown.Name, form.Inputs.Select(known => known.Name))} It takes {string.Join(", ", form.Inputs.Select(known => $"'{known.Name}' {known}"))}."
            );
        }

        if (Outputs?.FirstOrDefault(output => form.Outputs.All(known => known.Name != output)) is { } missing)
        {
            throw RefusedException.BadInput(
                $"The model has no output '{missing}'.{Core.Errors.Nearest.Hint(missing, form.Outputs.Select(known => known.Name))}"
            );
        }

        return ModelInputs.Of([.. form.Inputs.Select(Bind)], form);
    }

    private Tensor Bind(TensorSpec spec) =>
        Inputs.Where(input => input.Name == spec.Name).ToList() switch
        {
            [var only] => only.Bind(spec),
            [] => throw RefusedException.BadInput($"Input '{spec.Name}' is missing."),
            _ => throw RefusedException.BadInput($"Input '{spec.Name}' is there twice."),
        };

    private static List<string> ReadOutputs(JsonElement outputs) =>
        outputs.ValueKind == JsonValueKind.Array
            ?
            [
                .. outputs
                    .EnumerateArray()
                    .Select(output =>
                        output.ValueKind == JsonValueKind.Object && output.TryGetProperty("name", out var name)
                            ? TextOf(name, "outputs.name")
                            : throw RefusedException.BadInput("An entry of 'outputs' has no 'name'.")
                    ),
            ]
            : throw RefusedException.BadInput("'outputs' is not a list.");

    private static string TextOf(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw RefusedException.BadInput($"'{what}' is not text.");
}
