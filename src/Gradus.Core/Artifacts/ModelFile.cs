using Gradus.Core.Errors;

namespace Gradus.Core.Artifacts;

/// <summary>Finds the file of a model that is to be loaded.</summary>
public static class ModelFile
{
    /// <summary><c>model.onnx</c> at the top, or the only file whose name ends in <c>.onnx</c>.</summary>
    public static Result<ArtifactPath> Choose(Manifest manifest)
    {
        var models = manifest
            .Files.Select(file => file.Path)
            .Where(path => path.Value.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            .ToList();
        return models switch
        {
            [] => Error.Invalid("The artifact has no .onnx file to load."),
            [var only] => only,
            _ => models.Find(path => path.Value == "model.onnx") is { Value: not null } named
                ? named
                : Error.Invalid($"The artifact has {models.Count} .onnx files and none of them is model.onnx."),
        };
    }
}
