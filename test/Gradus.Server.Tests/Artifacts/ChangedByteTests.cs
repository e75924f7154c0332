using System.Net;
using System.Text;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;
using Gradus.Server.Tests.Promotions;

namespace Gradus.Server.Tests.Artifacts;

/// <summary>Bytes change on the disk, behind the server's back.</summary>
public sealed class ChangedByteTests
{
    private const int Size = 700_000;

    [Fact]
    public async Task A_download_breaks_off_and_the_versions_with_these_bytes_are_quarantined()
    {
        await using var server = await TestServer.StartAsync();
        var version = await RegisterAsync(server, "m");
        await RegisterAsync(server, "twin");
        await server.RegisterAsync("m", "other bytes");
        Flip(server, await DigestOfAsync(server), Size / 2);

        var received = await DownloadAsync(server, "/api/v1/models/m/versions/1/files/model.bin");

        received.IsWhole.ShouldBeFalse();
        received.Bytes.ShouldBeLessThan(Size);
        var quarantined = await server.Api.Versions.GetAsync("m", version.Version);
        quarantined.Status.ShouldBe("quarantined");
        quarantined.StatusMessage!.ShouldContain("SHA-256");
        (await server.Api.Versions.GetAsync("twin", 1)).Status.ShouldBe("quarantined");
        (await server.Api.Versions.GetAsync("m", 2)).Status.ShouldBe("ready");
    }

    [Fact]
    public async Task The_typed_client_sees_an_outage_and_never_a_file()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        Flip(server, await DigestOfAsync(server), Size - 1);
        using var target = new MemoryStream();

        await Should.ThrowAsync<GradusUnreachableException>(() =>
            server.Api.Versions.DownloadFileAsync("m", 1, "model.bin", target)
        );

        target.Length.ShouldBeLessThan(Size);
    }

    [Fact]
    public async Task A_blob_read_by_its_digest_breaks_off_too()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        var digest = await DigestOfAsync(server);
        Flip(server, digest, 0);

        var received = await DownloadAsync(server, $"/api/v1/blobs/{digest["sha256:".Length..]}");

        received.IsWhole.ShouldBeFalse();
        (await server.Api.Versions.GetAsync("m", 1)).Status.ShouldBe("quarantined");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("short")]
    [InlineData("long")]
    public async Task A_file_that_is_gone_or_of_another_size_is_refused_before_a_byte_is_sent(string damage)
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        var file = server.FileOf(await DigestOfAsync(server));
        switch (damage)
        {
            case "missing":
                File.Delete(file);
                break;
            default:
                using (var stream = File.OpenWrite(file))
                {
                    stream.SetLength(damage == "short" ? Size - 1 : Size + 1);
                }

                break;
        }

        var answer = await server.SendAsync("GET", "/api/v1/models/m/versions/1/files/model.bin");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "corrupt");
        (await server.Api.Versions.GetAsync("m", 1)).Status.ShouldBe("quarantined");
    }

    [Fact]
    public async Task Verifying_names_the_file_and_quarantines()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        Flip(server, await DigestOfAsync(server), 5);

        var found = await server.Api.Versions.VerifyAsync("m", 1);

        found.Sound.ShouldBeFalse();
        found.Problems.Single().ShouldStartWith("model.bin: ");
        (await server.Api.Versions.GetAsync("m", 1)).Status.ShouldBe("quarantined");
    }

    [Fact]
    public async Task A_promotion_is_errored_and_the_version_not_moved()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        Flip(server, await DigestOfAsync(server), 5);

        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", Version: 1));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Errored");
        ended.Outcome.ShouldStartWith("Version 1 was not moved: model.bin: ");
        var version = await server.Api.Versions.GetAsync("m", 1);
        (version.Stage, version.Status).ShouldBe(("None", "quarantined"));
    }

    [Fact]
    public async Task What_is_quarantined_is_not_moved_to_an_active_stage_but_may_be_archived()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        Flip(server, await DigestOfAsync(server), 5);
        await server.Api.Versions.VerifyAsync("m", 1);

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions/1/transitions",
            """{"stage":"Production"}"""
        );
        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", Version: 1));
        var archived = await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Archived"));

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "corrupt").Detail!.ShouldContain("is quarantined");
        var ended = await server.EndOfAsync(asked.Id);
        (ended.Phase, ended.Outcome.Contains("is quarantined", StringComparison.Ordinal)).ShouldBe(("Refused", true));
        archived.Version.Stage.ShouldBe("Archived");
    }

    [Fact]
    public async Task The_right_bytes_put_again_and_verified_lift_the_quarantine_of_every_version()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "m");
        await RegisterAsync(server, "twin");
        Flip(server, await DigestOfAsync(server), 5);
        await server.Api.Versions.VerifyAsync("m", 1);

        await server.PutAsync("model.bin", Bytes);
        (await server.Api.Versions.GetAsync("m", 1)).Status.ShouldBe("quarantined");
        (await server.Api.Versions.VerifyAsync("m", 1)).Sound.ShouldBeTrue();

        (await server.Api.Versions.GetAsync("m", 1)).Status.ShouldBe("ready");
        (await server.Api.Versions.GetAsync("twin", 1)).Status.ShouldBe("ready");
        (await DownloadAsync(server, "/api/v1/models/m/versions/1/files/model.bin")).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Bytes_that_are_damaged_already_are_not_registered_as_sound()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var file = await server.PutAsync("model.onnx", Encoding.UTF8.GetBytes("not what it was"));
        Flip(server, file.Digest, 0);

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions",
            $$"""{"files":[{"path":"model.onnx","size":{{file.Size}},"digest":"{{file.Digest}}"}]}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "corrupt");
        (await server.Api.Models.GetAsync("m")).LatestVersions.ShouldBeEmpty();
    }

    private static byte[] Bytes { get; } = [.. Enumerable.Range(0, Size).Select(i => (byte)(i * 31))];

    private static async Task<VersionDto> RegisterAsync(TestServer server, string model)
    {
        await server.Api.Models.CreateAsync(new CreateModelDto(model));
        var file = await server.PutAsync("model.bin", Bytes);
        return await server.Api.Versions.CreateAsync(model, new CreateVersionDto(Files: [file]));
    }

    private static async Task<string> DigestOfAsync(TestServer server) =>
        (await server.Api.Versions.GetManifestAsync("m", 1)).Files.Single().Digest;

    private static void Flip(TestServer server, string digest, int at)
    {
        using var file = File.Open(server.FileOf(digest), FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var was = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(was ^ 1));
    }

    // Whether the answer came to its end, and how many bytes came. A reset may overtake what was sent before it.
    private static async Task<(bool IsWhole, int Bytes)> DownloadAsync(TestServer server, string path)
    {
        var count = 0;
        try
        {
            using var answer = await server.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentLength.ShouldBe(Size);
            await using var body = await answer.Content.ReadAsStreamAsync();
            var buffer = new byte[64 * 1024];
            while (await body.ReadAsync(buffer) is > 0 and var read)
            {
                count += read;
            }

            return (true, count);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (false, count);
        }
    }
}
