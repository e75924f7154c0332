using Gradus.Protocol.Artifacts;

namespace Gradus.Serving.Inputs;

/// <summary>A column that a model's signature names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOptional">Whether it may be left out or have no value.</param>
internal sealed record InputColumn(string Name, bool IsOptional)
{
    private const string Optional = "optional<";

    /// <summary>
    /// The columns of a signature as MLflow writes it for data frames; null if the model has no signature, or one of tensors.
    /// </summary>
    public static IReadOnlyList<InputColumn>? Of(SignatureDto? signature) =>
        signature is { Inputs: { Count: > 0 } inputs }
        && inputs.All(input => input.Shape.Count == 0 && input.Name.Length > 0)
            ?
            [
                .. inputs.Select(input => new InputColumn(
                    input.Name,
                    input.Type.StartsWith(Optional, StringComparison.Ordinal)
                )),
            ]
            : null;
}
