using System.Net;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests.Hosting;

public sealed class DiskFullTests
{
    [Fact]
    public async Task An_upload_that_does_not_fit_is_unavailable_leaves_nothing_and_fits_once_there_is_space()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        await using var server = await StartAsync(disk);
        await server.RegisterAsync("m", "small");
        var bytes = new byte[3_000_000];
        disk.Fill(bytesLeft: 1_000_000);

        using var content = new ByteArrayContent(bytes);
        var digest = Uploads.DigestOf(bytes);
        var answer = await server.SendAsync("PUT", $"/api/v1/blobs/{digest["sha256:".Length..]}", content);

        answer
            .ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "unavailable")
            .Detail.ShouldBe(
                "The artifact store is full: its disk has no space left for these bytes; nothing was stored."
            );
        (await server.Api.Blobs.ExistsAsync(digest)).ShouldBeFalse();
        Directory.GetFiles(Path.Join(server.Data, "artifacts", "tmp")).ShouldBeEmpty();
        (await server.Api.Versions.VerifyAsync("m", 1)).Sound.ShouldBeTrue();

        disk.Free();
        var file = await server.PutAsync("model.bin", bytes);
        (await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Files: [file]))).Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_is_unavailable_changes_nothing_and_works_once_there_is_space()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        await using var server = await StartAsync(disk);
        await server.Api.Models.CreateAsync(new CreateModelDto("m", "before"));
        disk.Fill(bytesLeft: 0);

        var description = new string('d', 900_000);
        var answer = await server.SendAsync("PATCH", "/api/v1/models/m", $$"""{"description":"{{description}}"}""");

        answer
            .ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "unavailable")
            .Detail.ShouldBe("The disk is full: the database cannot take writes.");
        (await server.Api.Models.GetAsync("m")).Description.ShouldBe("before");

        disk.Free();
        await server.Api.Models.UpdateAsync("m", new UpdateModelDto(Description: description));
        (await server.Api.Models.GetAsync("m")).Description.ShouldBe(description);
    }

    [Fact]
    public async Task Wherever_the_disk_gets_full_every_acknowledged_change_is_there_and_the_server_recovers()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        await using var server = await StartAsync(disk);
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var kept = new List<string>();
        var refused = 0;

        for (var left = 0; left < 40; left++)
        {
            disk.Fill(bytesLeft: left * 4096);
            for (var i = 0; i < 6; i++)
            {
                var key = $"k{left}-{i}";
                var json = $$"""{"value":"{{new string('v', 3000)}}"}""";
                var answer = await server.SendAsync("PUT", $"/api/v1/models/m/tags/{key}", json);
                if (answer.Status == HttpStatusCode.NoContent)
                {
                    kept.Add(key);
                }
                else
                {
                    answer.ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "unavailable");
                    refused++;
                }
            }
        }

        disk.Free();
        await server.Api.Models.SetTagAsync("m", "last", "v");
        refused.ShouldBeGreaterThan(0);
        (await server.Api.Models.GetAsync("m"))
            .Tags.Select(tag => tag.Key)
            .ShouldBe([.. kept, "last"], ignoreOrder: true);
        await server.RestartAsync();
        (await server.Api.Models.GetAsync("m"))
            .Tags.Select(tag => tag.Key)
            .ShouldBe([.. kept, "last"], ignoreOrder: true);
    }

    private static Task<TestServer> StartAsync(SmallDisk disk) =>
        TestServer.StartAsync(data: Directory.CreateDirectory(Path.Join(disk.Path, "data")).FullName);
}
