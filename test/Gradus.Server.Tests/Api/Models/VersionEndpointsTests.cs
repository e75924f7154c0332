using System.Net;
using System.Text;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Api.Models;

public sealed class VersionEndpointsTests
{
    [Fact]
    public async Task A_version_of_uploaded_files_is_ready_in_the_first_stage_with_all_it_was_given()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var model = await server.PutAsync("model.bin", Encoding.UTF8.GetBytes("weights"));
        var notes = await server.PutAsync("docs/notes.txt", Encoding.UTF8.GetBytes("notes"));

        var version = await server.Api.Versions.CreateAsync(
            "m",
            new CreateVersionDto(
                Files: [model, notes],
                Description: "First.",
                RunId: "run-1",
                RunLink: "https://example.org/run-1",
                Tags: [new TagDto("k", "v")]
            )
        );

        version.Version.ShouldBe(1);
        version.Stage.ShouldBe("None");
        version.Status.ShouldBe("ready");
        version.Description.ShouldBe("First.");
        version.RunId.ShouldBe("run-1");
        version.RunLink.ShouldBe("https://example.org/run-1");
        version.Tags.ShouldBe([new TagDto("k", "v")]);
        version.Manifest.ShouldNotBeNull();
        (await server.Api.Versions.GetAsync("m", 1)).Manifest.ShouldBe(version.Manifest);
        var manifest = await server.Api.Versions.GetManifestAsync("m", 1);
        manifest.Files.ShouldBe([notes, model]);
        manifest.Size.ShouldBe(12);
    }

    [Fact]
    public async Task Numbers_are_dense_whatever_is_refused_between_and_are_not_given_again()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.SendAsync("POST", "/api/v1/models/m/versions", """{"source":"file:///etc/passwd"}""");
        await server.RegisterAsync("m", "two");

        await server.Api.Versions.DeleteAsync("m", 2);
        var third = await server.RegisterAsync("m", "three");

        third.Version.ShouldBe(3);
        (await server.SendAsync("GET", "/api/v1/models/m/versions/2")).ShouldBeRefused(
            HttpStatusCode.NotFound,
            "version_not_found"
        );
    }

    [Fact]
    public async Task Forty_clients_at_once_get_forty_numbers_without_a_gap()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        var versions = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ => server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://b/1")))
        );

        versions.Select(version => version.Version).Order().ShouldBe(Enumerable.Range(1, 40));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"source":""}""")]
    [InlineData("""{"source":"s3://b/1","files":[]}""")]
    [InlineData("""{"files":[]}""")]
    [InlineData("""{"files":[null]}""")]
    [InlineData("""{"files":[{}]}""")]
    [InlineData("""{"files":[{"path":"m.bin","size":1,"digest":"sha256:00"}]}""")]
    [InlineData("""{"source":"/etc/passwd"}""")]
    [InlineData("""{"source":"FILE:///etc/passwd"}""")]
    [InlineData("""{"source":"s3://b/../1"}""")]
    [InlineData("""{"source":"s3://b/%252e%252e/1"}""")]
    [InlineData("""{"source":"s3://b/1","tags":[null]}""")]
    [InlineData("""{"source":"s3://b/1","tags":[{"key":"a\nb","value":""}]}""")]
    [InlineData("""{"source":"s3://b/1","run_id":"\u0000"}""")]
    public async Task What_is_no_registration_is_refused_and_takes_no_number(string json)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        var answer = await server.SendAsync("POST", "/api/v1/models/m/versions", json);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        var next = await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://b/1"));
        next.Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("../up.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("%2e%2e/b")]
    [InlineData("a\\\\b")]
    [InlineData("C:/b")]
    [InlineData("a\\nb")]
    public async Task A_file_at_a_path_that_leads_elsewhere_is_refused(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var file = await server.PutAsync("x", [1]);

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions",
            $$"""{"files":[{"path":"{{path}}","size":1,"digest":"{{file.Digest}}"}]}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Files_whose_sizes_overflow_together_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var digest = Uploads.DigestOf([1]);

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions",
            $$"""{"files":[{"path":"a","size":{{long.MaxValue}},"digest":"{{digest}}"},{"path":"b","size":{{long.MaxValue}},"digest":"{{digest}}"}]}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_file_that_was_not_uploaded_or_has_another_size_is_named_in_the_refusal(int tooMany)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var stored =
            tooMany > 0 ? await server.PutAsync("m.bin", [1, 2, 3]) : new FileDto("m.bin", 3, Uploads.DigestOf([9]));

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions",
            $$"""{"files":[{"path":"m.bin","size":{{stored.Size + tooMany}},"digest":"{{stored.Digest}}"}]}"""
        );

        answer
            .ShouldBeRefused(HttpStatusCode.BadRequest, "invalid")
            .Detail!.ShouldStartWith("File 'm.bin' was not uploaded");
        (await server.SendAsync("GET", "/api/v1/models/m/versions/1")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_version_is_described_and_deleted()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var described = await server.Api.Versions.UpdateAsync("m", 1, new UpdateVersionDto("Words."));
        described.Description.ShouldBe("Words.");
        await server.Api.Versions.DeleteAsync("m", 1);

        (await server.SendAsync("DELETE", "/api/v1/models/m/versions/1")).ShouldBeRefused(
            HttpStatusCode.NotFound,
            "version_not_found"
        );
        (await server.Api.History.ListAsync("m")).Transitions[0].To.ShouldBeNull();
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("PATCH", "", """{"description":"x"}""")]
    [InlineData("DELETE", "", null)]
    [InlineData("GET", "/manifest", null)]
    [InlineData("GET", "/files/model.bin", null)]
    [InlineData("POST", "/verify", null)]
    [InlineData("POST", "/transitions", """{"stage":"Staging"}""")]
    public async Task An_unknown_version_is_named_in_the_refusal_of_every_route(
        string method,
        string rest,
        string? json
    )
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync(method, $"/api/v1/models/m/versions/7{rest}", json);

        var problem = answer.ShouldBeRefused(HttpStatusCode.NotFound, "version_not_found");
        problem.Detail.ShouldBe("Version 7 of registered model 'm' does not exist.");
        problem.Subject.ShouldBe("7");
    }

    [Fact]
    public async Task The_latest_version_of_each_stage_is_answered_or_of_those_asked_for()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var content in new[] { "one", "two", "three" })
        {
            await server.RegisterAsync("m", content);
        }

        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));
        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Production"));

        (await server.Api.Models.GetLatestAsync("m"))
            .Versions.Select(v => (v.Stage, v.Version))
            .ShouldBe([("Production", 2), ("None", 3)], ignoreOrder: true);
        (await server.Api.Models.GetLatestAsync("m", ["None", "Staging"])).Versions.Single().Version.ShouldBe(3);
    }

    [Fact]
    public async Task The_latest_version_of_an_unknown_stage_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync("GET", "/api/v1/models/m/latest?stage=production");

        answer
            .ShouldBeRefused(HttpStatusCode.NotFound, "stage_not_found")
            .Detail!.ShouldStartWith("Stage 'production' does not exist. Did you mean 'Production'?");
    }
}
