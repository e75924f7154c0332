namespace Gradus.Core.Artifacts;

public sealed class ModelFileTests
{
    [Theory]
    [InlineData("model.onnx", "model.onnx", "other.onnx")]
    [InlineData("deep/forest.onnx", "deep/forest.onnx", "MLmodel", "weights.bin")]
    [InlineData("FOREST.ONNX", "FOREST.ONNX")]
    public void The_file_to_load_is_model_onnx_or_the_only_one(string chosen, params string[] paths) =>
        ModelFile.Choose(Manifest(paths)).Value.Value.ShouldBe(chosen);

    [Theory]
    [InlineData("The artifact has no .onnx file to load.", "MLmodel", "model.pkl")]
    [InlineData("The artifact has 2 .onnx files and none of them is model.onnx.", "a.onnx", "b/model.onnx")]
    public void Without_a_choice_there_is_a_reason(string reason, params string[] paths) =>
        ModelFile.Choose(Manifest(paths)).Error!.Message.ShouldBe(reason);

    private static Manifest Manifest(string[] paths) =>
        Core
            .Artifacts.Manifest.Create(
                paths.Select(path => new ManifestFile(ArtifactPath.Parse(path).Value, 1, Digest.Of([1])))
            )
            .Value;
}
