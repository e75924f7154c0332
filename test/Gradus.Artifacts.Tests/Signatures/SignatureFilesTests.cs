using System.Security.Cryptography;
using Gradus.Artifacts.Signatures;
using Gradus.Artifacts.Tests.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Signing;
using Gradus.Testing.Signing;

namespace Gradus.Artifacts.Tests.Signatures;

public sealed class SignatureFilesTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Model = new() { ["model.bin"] = [1, 2, 3] };

    private readonly StoreFixture _fixture = new();
    private readonly byte[] _signature;

    public SignatureFilesTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _signature = ModelSigner.WithKey(key, Model);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Each_file_that_ends_so_is_compared_with_the_others()
    {
        var read = (
            await ReadAsync(("model.bin", [1, 2, 3]), ("model.sig", _signature), ("sub/risk.sig", [1]), ("a.SIG", [1]))
        ).Value;

        read.Select(file => file.Path).ShouldBe(["model.sig", "sub/risk.sig"]);
        (read[0].Problem, read[0].Changed.Count).ShouldBe((null, 0));
        read[0].Uncovered.First.ShouldBe(["a.SIG", "sub/risk.sig"]);
        read[1].Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_model_without_any_has_none() => (await ReadAsync(("model.bin", [1]))).Value.ShouldBeEmpty();

    [Fact]
    public async Task Of_very_many_the_first_are_read()
    {
        var many = Enumerable.Range(0, SignatureFiles.MaxFiles + 1).Select(i => ($"{i}.sig", new byte[] { 1 }));

        (await ReadAsync([.. many])).Value.Count.ShouldBe(SignatureFiles.MaxFiles);
    }

    [Fact]
    public async Task One_beyond_the_limit_is_not_opened()
    {
        var manifest = Manifest
            .Create([
                new ManifestFile(ArtifactPath.Parse("model.sig").Value, SignatureFile.MaxLength + 1, Digest.Of("x"u8)),
            ])
            .Value;

        var read = await SignatureFiles.ReadAsync(
            manifest,
            _ => throw new InvalidOperationException("opened"),
            TestContext.Current.CancellationToken
        );

        read.Value.ShouldHaveSingleItem()
            .Problem.ShouldBe("is no signature of a model: it is longer than 4194304 bytes");
    }

    [Fact]
    public async Task A_blob_that_is_damaged_or_gone_refuses_the_reading()
    {
        var manifest = await PutAsync(("model.sig", _signature));
        var path = _fixture.PathOf(manifest.Files[0].Digest);
        byte[] damaged = [.. _signature[..^1], (byte)' '];
        await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
        (await ReadAsync(manifest)).Error!.Code.ShouldBe(ErrorCode.Corrupt);

        File.Delete(path);
        (await ReadAsync(manifest)).Error!.Code.ShouldBe(ErrorCode.Corrupt);
    }

    private async Task<Result<IReadOnlyList<SignatureFile>>> ReadAsync(params (string Path, byte[] Bytes)[] files) =>
        await ReadAsync(await PutAsync(files));

    private Task<Result<IReadOnlyList<SignatureFile>>> ReadAsync(Manifest manifest) =>
        SignatureFiles.ReadAsync(
            manifest,
            file => _fixture.Store.OpenVerified(file.Digest, file.Size),
            TestContext.Current.CancellationToken
        );

    private async Task<Manifest> PutAsync(params (string Path, byte[] Bytes)[] files)
    {
        var entries = new List<ManifestFile>();
        foreach (var (path, bytes) in files)
        {
            var blob = (await _fixture.PutAsync(bytes)).Value;
            entries.Add(new ManifestFile(ArtifactPath.Parse(path).Value, blob.Size, blob.Digest));
        }

        return Manifest.Create(entries).Value;
    }
}
