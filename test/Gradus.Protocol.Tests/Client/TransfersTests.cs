using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Testing;
using Microsoft.AspNetCore.Http;

namespace Gradus.Protocol.Tests.Client;

public sealed class TransfersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-transfer-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_is_uploaded_once_per_content_and_registered_with_its_paths()
    {
        await using var server = await FakeServer.StartAsync();
        Write("model/model.onnx", "weights");
        Write("model/data/a.txt", "same");
        Write("model/data/b.txt", "same");
        Write("model/known.txt", "known");
        server
            .On($"HEAD /api/v1/blobs/{Hex("weights")}", 404)
            .On($"HEAD /api/v1/blobs/{Hex("same")}", 404)
            .On($"HEAD /api/v1/blobs/{Hex("known")}", 200)
            .On($"PUT /api/v1/blobs/{Hex("weights")}", Blob("weights"), 201)
            .On($"PUT /api/v1/blobs/{Hex("same")}", Blob("same"), 201)
            .On("POST /api/v1/models/m/versions", Version, 201);
        using var client = new GradusClient(server.Address);
        var seen = new Recorder<UploadProgress>();

        await client.Versions.UploadAsync(
            "m",
            Path.Combine(_folder, "model"),
            new CreateVersionDto(Description: "d"),
            seen,
            Cancel
        );

        server.Requests.Count(r => r.Line.StartsWith("PUT ", StringComparison.Ordinal)).ShouldBe(2);
        server
            .Requests.Last()
            .Body.ShouldBe(
                $$"""{"files":[{{File("data/a.txt", "same")}},{{File("data/b.txt", "same")}},{{File("known.txt", "known")}},{{File("model.onnx", "weights")}}],"description":"d"}"""
            );
        seen.Values.Max(p => p.Hashed).ShouldBe(20);
        seen.Values.Max(p => p.Stored).ShouldBe(20);
    }

    [Fact]
    public async Task A_large_body_is_not_sent_to_a_server_that_refuses_it()
    {
        await using var server = await FakeServer.StartAsync();
        var sent = 0L;
        var hex = new string('a', 64);
        server.Refuse($"PUT /api/v1/blobs/{hex}", """{"detail":"No.","code":"conflict"}""", 409);
        using var client = new GradusClient(server.Address);
        using var content = new MemoryStream(new byte[3_000_000]);

        var refusal = await Should.ThrowAsync<GradusException>(() =>
            client.Blobs.PutAsync(hex, content, content.Length, new Counter(n => sent += n), Cancel)
        );

        refusal.Message.ShouldBe("No.");
        sent.ShouldBe(0);
    }

    [Fact]
    public async Task A_source_that_ends_early_is_the_sources_failure_not_the_servers()
    {
        await using var server = await FakeServer.StartAsync();
        server.On($"PUT /api/v1/blobs/{Hex("abc")}", Blob("abc"), 201);
        using var client = new GradusClient(server.Address);
        using var content = new MemoryStream("abc"u8.ToArray());

        var failure = await Should.ThrowAsync<EndOfStreamException>(() =>
            client.Blobs.PutAsync($"sha256:{Hex("abc")}", content, 10, cancel: Cancel)
        );

        failure.Message.ShouldBe("The file became shorter while it was being sent.");
    }

    [Fact]
    public async Task A_version_is_downloaded_file_by_file_and_checked()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On(
                "GET /api/v1/models/m/versions/3/manifest",
                Manifest(("data/a b.txt", "same"), ("model.onnx", "weights"))
            )
            .On("GET /api/v1/models/m/versions/3/files/data/a%20b.txt", "same")
            .On("GET /api/v1/models/m/versions/3/files/model.onnx", "weights");
        using var client = new GradusClient(server.Address);
        var target = Path.Combine(_folder, "out");

        await client.Versions.DownloadAsync("m", 3, target, cancel: Cancel);

        (await System.IO.File.ReadAllTextAsync(Path.Combine(target, "data", "a b.txt"), Cancel)).ShouldBe("same");
        (await System.IO.File.ReadAllTextAsync(Path.Combine(target, "model.onnx"), Cancel)).ShouldBe("weights");
        Directory.GetFiles(target, "*.partial", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_are_not_the_registered_ones_never_get_the_files_name()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On("GET /api/v1/models/m/versions/3/manifest", Manifest(("model.onnx", "weights")))
            .On("GET /api/v1/models/m/versions/3/files/model.onnx", "WEIGHTS");
        using var client = new GradusClient(server.Address);

        var failure = await Should.ThrowAsync<IOException>(() =>
            client.Versions.DownloadAsync("m", 3, _folder, cancel: Cancel)
        );

        failure.Message.ShouldContain("is registered as sha256:");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_cut_off_half_way_is_an_outage_and_leaves_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On("GET /api/v1/models/m/versions/3/manifest", Manifest(("model.onnx", "weights")))
            .On(
                "GET /api/v1/models/m/versions/3/files/model.onnx",
                async context =>
                {
                    context.Response.ContentLength = 7;
                    await context.Response.WriteAsync("wei");
                    await context.Response.Body.FlushAsync();
                    context.Abort();
                }
            );
        using var client = new GradusClient(server.Address);

        await Should.ThrowAsync<GradusUnreachableException>(() =>
            client.Versions.DownloadAsync("m", 3, _folder, cancel: Cancel)
        );

        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("/tmp/evil.txt")]
    [InlineData("a/../../evil.txt")]
    public async Task A_path_that_leads_out_of_the_folder_is_refused_whoever_sent_it(string path)
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/models/m/versions/3/manifest", Manifest((path, "evil")));
        using var client = new GradusClient(server.Address);

        var failure = await Should.ThrowAsync<IOException>(() =>
            client.Versions.DownloadAsync("m", 3, Path.Combine(_folder, "out"), cancel: Cancel)
        );

        failure.Message.ShouldContain("leads out of");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_there_already_is_not_overwritten()
    {
        await using var server = await FakeServer.StartAsync();
        Write("model.onnx", "mine");
        server.On("GET /api/v1/models/m/versions/3/manifest", Manifest(("model.onnx", "weights")));
        using var client = new GradusClient(server.Address);

        await Should.ThrowAsync<IOException>(() => client.Versions.DownloadAsync("m", 3, _folder, cancel: Cancel));

        (await System.IO.File.ReadAllTextAsync(Path.Combine(_folder, "model.onnx"), Cancel)).ShouldBe("mine");
    }

    private const string Version = """
        {"model":"m","version":3,"stage":"None","status":"ready","description":"","source":"","created_by":"ann",
         "created_at":1,"updated_at":1,"tags":[],"aliases":[]}
        """;

    private static string Hex(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Blob(string text) => $$"""{"digest":"sha256:{{Hex(text)}}","size":{{text.Length}}}""";

    private static string File(string path, string text) =>
        $$"""{"path":"{{path}}","size":{{text.Length}},"digest":"sha256:{{Hex(text)}}"}""";

    private static string Manifest(params (string Path, string Text)[] files) =>
        $$"""{"digest":"sha256:x","size":1,"files":[{{string.Join(',', files.Select(f => File(f.Path, f.Text)))}}]}""";

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, text);
    }

    private sealed class Counter(Action<long> add) : IProgress<long>
    {
        public void Report(long value) => add(value);
    }

    private sealed class Recorder<T> : IProgress<T>
    {
        public ConcurrentBag<T> Values { get; } = [];

        public void Report(T value) => Values.Add(value);
    }
}
