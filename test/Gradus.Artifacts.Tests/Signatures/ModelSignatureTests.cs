using System.Text;
using Gradus.Artifacts.Signatures;
using Gradus.Artifacts.Tests.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Signatures;

public sealed class ModelSignatureTests : IDisposable
{
    private const string Column = "signature: {inputs: '[{\"type\": \"long\", \"name\": \"age\"}]'}";

    private static readonly byte[] Onnx = Samples.Read("breast-cancer/v2-logistic.onnx");

    private readonly StoreFixture _fixture = new();

    [Fact]
    public async Task MLflows_own_description_is_preferred()
    {
        var reading = await ReadAsync(("MLmodel", Bytes(Column)), ("model.onnx", Onnx));

        reading.ShouldBe(
            new SignatureReading(new Signature([new SignatureField("age", "int64", [])], []), Problem: null)
        );
    }

    [Fact]
    public async Task An_MLmodel_without_a_signature_leaves_it_to_the_onnx_file()
    {
        var reading = await ReadAsync(("MLmodel", Bytes("flavors: {}")), ("data/model.onnx", Onnx));

        reading.Signature!.Inputs[0].ToString().ShouldBe("features: float32[?, 30]");
        reading.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task An_unreadable_MLmodel_leaves_it_to_the_onnx_file_and_says_so()
    {
        var reading = await ReadAsync(("MLmodel", Bytes("a: @")), ("model.onnx", Onnx));

        reading.Signature.ShouldNotBeNull();
        reading.Problem.ShouldBe("The MLmodel file is not readable YAML (line 1).");
    }

    [Fact]
    public async Task An_MLmodel_below_the_root_is_not_the_models()
    {
        (await ReadAsync(("steps/MLmodel", Bytes(Column)))).ShouldBe(new SignatureReading(null, null));
    }

    [Fact]
    public async Task The_only_onnx_file_may_have_any_name()
    {
        var reading = await ReadAsync(("net/final.ONNX", Onnx), ("README.md", Bytes("# A model")));

        reading.Signature.ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_several_onnx_files_the_one_called_model_is_the_model()
    {
        var other = Samples.Read("digits/v1-logistic.onnx");

        var reading = await ReadAsync(("a.onnx", other), ("model.onnx", Onnx), ("sub/model.onnx", other));

        reading.Signature!.Inputs[0].Shape.ShouldBe([null, 30]);
    }

    [Fact]
    public async Task Several_onnx_files_of_other_names_tell_nothing()
    {
        (await ReadAsync(("encoder.onnx", Onnx), ("decoder.onnx", Onnx))).ShouldBe(
            new SignatureReading(null, "There are several ONNX files and none is called model.onnx.")
        );
    }

    [Trait("Abuse", "18")]
    [Fact]
    public async Task A_model_in_another_format_has_no_signature_and_no_problem()
    {
        (await ReadAsync(("model.pkl", Bytes("pickle")))).ShouldBe(new SignatureReading(null, null));
    }

    [Fact]
    public async Task A_file_that_only_claims_to_be_onnx_is_told_as_a_problem()
    {
        (await ReadAsync(("model.onnx", Bytes("not a model")), ("MLmodel", Bytes("- a")))).ShouldBe(
            new SignatureReading(
                null,
                "The signature in the MLmodel file is not readable: the file is not a YAML mapping. "
                    + "The file is not a readable ONNX model: its bytes are cut short or malformed."
            )
        );
    }

    [Fact]
    public async Task An_MLmodel_beyond_the_limit_is_not_opened()
    {
        var manifest = Manifest.Create([Entry("MLmodel", 1L << 40, Digest.Of("x"u8))]).Value;

        var reading = await ModelSignature.ReadAsync(
            manifest,
            _ => throw new InvalidOperationException("opened"),
            TestContext.Current.CancellationToken
        );

        reading.Value.ShouldBe(new SignatureReading(null, "The MLmodel file is longer than 2097152 bytes."));
    }

    [Fact]
    public async Task A_blob_that_is_gone_or_damaged_refuses_the_reading()
    {
        var manifest = await PutAsync(("model.onnx", Onnx));
        var damaged = Onnx.ToArray();
        damaged[^1] ^= 1;
        var path = _fixture.PathOf(manifest.Files[0].Digest);
        await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
        (await ReadAsync(manifest)).Error!.Code.ShouldBe(ErrorCode.Corrupt);

        File.Delete(path);
        (await ReadAsync(manifest)).Error!.Code.ShouldBe(ErrorCode.Corrupt);
    }

    public void Dispose() => _fixture.Dispose();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static ManifestFile Entry(string path, long size, Digest digest) =>
        new(ArtifactPath.Parse(path).Value, size, digest);

    private async Task<SignatureReading> ReadAsync(params (string Path, byte[] Bytes)[] files) =>
        (await ReadAsync(await PutAsync(files))).Value;

    private async Task<Manifest> PutAsync(params (string Path, byte[] Bytes)[] files)
    {
        var entries = new List<ManifestFile>();
        foreach (var (path, bytes) in files)
        {
            var blob = (await _fixture.PutAsync(bytes)).Value;
            entries.Add(Entry(path, blob.Size, blob.Digest));
        }

        return Manifest.Create(entries).Value;
    }

    private Task<Result<SignatureReading>> ReadAsync(Manifest manifest) =>
        ModelSignature.ReadAsync(
            manifest,
            file => _fixture.Store.OpenVerified(file.Digest, file.Size),
            TestContext.Current.CancellationToken
        );
}
