using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gradus.Server.Tests.Api.Artifacts;

public sealed class BlobEndpointsTests
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("some bytes");

    [Fact]
    public async Task Bytes_come_back_as_a_download_that_no_browser_runs()
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Bytes);
        var hex = file.Digest["sha256:".Length..];

        using var answer = await server.Http.GetAsync($"/api/v1/blobs/{hex}");

        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(Bytes);
        answer.Content.Headers.ContentLength.ShouldBe(Bytes.Length);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        answer.Headers.ETag!.Tag.ShouldBe($"\"{file.Digest}\"");
    }

    [Fact]
    public async Task A_head_tells_the_size_and_sends_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var file = await server.PutAsync("x", Bytes);

        using var request = new HttpRequestMessage(HttpMethod.Head, $"/api/v1/blobs/{file.Digest["sha256:".Length..]}");
        using var answer = await server.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentLength.ShouldBe(Bytes.Length);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_bytes_may_be_put_again_and_empty_bytes_are_bytes()
    {
        await using var server = await TestServer.StartAsync();

        await server.PutAsync("x", Bytes);
        await server.PutAsync("x", Bytes);
        var empty = await server.PutAsync("x", []);

        (await server.Api.Blobs.ExistsAsync(empty.Digest)).ShouldBeTrue();
    }

    [Trait("Abuse", "13")]
    [Fact]
    public async Task Bytes_that_do_not_have_the_digest_are_refused_and_leave_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var other = Uploads.DigestOf([1, 2, 3]);

        using var content = new ByteArrayContent(Bytes);
        var answer = await server.SendAsync("PUT", $"/api/v1/blobs/{other["sha256:".Length..]}", content);

        var problem = answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        problem.Detail!.ShouldStartWith("The bytes received have SHA-256 ");
        (await server.Api.Blobs.ExistsAsync(other)).ShouldBeFalse();
        (await server.Api.Blobs.ExistsAsync(Uploads.DigestOf(Bytes))).ShouldBeFalse();
        DraftsOf(server).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("zz7f70d3d4d3f4f1a1e1c1b1a1f1e1d1c1b1a1f1e1d1c1b1a1f1e1d1c1b1a1zz")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    public async Task What_is_no_digest_is_refused(string digest)
    {
        await using var server = await TestServer.StartAsync();

        using var content = new ByteArrayContent(Bytes);
        var put = await server.SendAsync("PUT", $"/api/v1/blobs/{digest}", content);
        var get = await server.SendAsync("GET", $"/api/v1/blobs/{digest}");

        put.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        get.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Bytes_that_were_never_put_are_not_found()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("GET", $"/api/v1/blobs/{new string('0', 64)}");

        answer.ShouldBeRefused(HttpStatusCode.NotFound, "artifact_not_found");
    }

    [Trait("Abuse", "13")]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(999_999)]
    public async Task An_upload_that_is_cut_leaves_nothing_visible_and_no_temporary_file(int sent)
    {
        await using var server = await TestServer.StartAsync();
        var bytes = new byte[1_000_000];
        var digest = Uploads.DigestOf(bytes);

        await SendPartAsync(server, digest, bytes, sent, announced: bytes.Length);
        await NoDraftIsLeftAsync(server);

        (await server.Api.Blobs.ExistsAsync(digest)).ShouldBeFalse();
        File.Exists(server.FileOf(digest)).ShouldBeFalse();
        var version = await server.SendAsync("POST", "/api/v1/models", """{"name":"m"}""");
        version.Status.ShouldBe(HttpStatusCode.Created);
        (
            await server.SendAsync(
                "POST",
                "/api/v1/models/m/versions",
                $$"""{"files":[{"path":"x","size":{{bytes.Length}},"digest":"{{digest}}"}]}"""
            )
        ).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.Api.Models.GetAsync("m")).LatestVersions.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_is_whole_after_one_of_the_same_bytes_was_cut()
    {
        await using var server = await TestServer.StartAsync();
        var bytes = new byte[500_000];
        Random.Shared.NextBytes(bytes);

        await SendPartAsync(server, Uploads.DigestOf(bytes), bytes, 250_000, announced: bytes.Length);
        var file = await server.PutAsync("x", bytes);

        using var read = new MemoryStream();
        await server.Api.Blobs.DownloadAsync(file.Digest, read);
        read.ToArray().ShouldBe(bytes);
    }

    private static async Task SendPartAsync(TestServer server, string digest, byte[] bytes, int sent, int announced)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = client.GetStream();
        var head =
            $"PUT /api/v1/blobs/{digest["sha256:".Length..]} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + $"Content-Type: application/octet-stream\r\nContent-Length: {announced}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(bytes.AsMemory(0, sent));
        await stream.FlushAsync();
        await DraftHasBegunAsync(server);
    }

    // Cutting before the server has begun would test nothing.
    private static async Task DraftHasBegunAsync(TestServer server)
    {
        for (var i = 0; i < 100 && !DraftsOf(server).Any(); i++)
        {
            await Task.Delay(20);
        }
    }

    private static async Task NoDraftIsLeftAsync(TestServer server)
    {
        for (var i = 0; i < 250 && DraftsOf(server).Any(); i++)
        {
            await Task.Delay(20);
        }

        DraftsOf(server).ShouldBeEmpty();
    }

    private static IEnumerable<string> DraftsOf(TestServer server) =>
        Directory.EnumerateFileSystemEntries(Path.Join(server.Data, "artifacts", "tmp"));
}
