using System.Net;
using System.Text;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests.Api.Artifacts;

public sealed class VersionFileEndpointsTests
{
    [Theory]
    [InlineData("model.bin", "model.bin")]
    [InlineData("data/model.bin", "data/model.bin")]
    [InlineData("a b/ü+&.bin", "a%20b/%C3%BC%2B%26.bin")]
    [InlineData("100%.bin", "100%25.bin")]
    public async Task A_file_is_downloaded_under_its_path(string path, string inAddress)
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, path);

        using var target = new MemoryStream();
        await server.Api.Versions.DownloadFileAsync("m", 1, path, target);
        using var answer = await server.Http.GetAsync($"/api/v1/models/m/versions/1/files/{inAddress}");

        Encoding.UTF8.GetString(target.ToArray()).ShouldBe("bytes");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("bytes");
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(path.Split('/')[^1]);
    }

    [Theory]
    [InlineData("other.bin")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%252e%252e%252fetc")]
    [InlineData("/etc/passwd")]
    [InlineData("model.bin/")]
    public async Task A_path_that_is_not_in_the_manifest_is_not_found(string path)
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "model.bin");

        var answer = await server.SendAsync("GET", $"/api/v1/models/m/versions/1/files/{path}");

        answer.Status.ShouldBe(HttpStatusCode.NotFound, answer.Text);
        answer.Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_version_kept_elsewhere_has_no_manifest_and_says_where_it_is()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://bucket/1"));

        var manifest = await server.SendAsync("GET", "/api/v1/models/m/versions/1/manifest");

        manifest
            .ShouldBeRefused(HttpStatusCode.NotFound, "artifact_not_found")
            .Detail!.ShouldContain("kept at s3://bucket/1");
        (await server.Api.Versions.VerifyAsync("m", 1)).ShouldBe(
            new VerificationDto(true, 0, 0, []),
            new VerificationComparer()
        );
    }

    [Fact]
    public async Task A_sound_version_is_read_through_and_found_sound()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "model.bin");

        var found = await server.Api.Versions.VerifyAsync("m", 1);

        found.ShouldBe(new VerificationDto(true, 1, 5, []), new VerificationComparer());
    }

    [Fact]
    public async Task The_signature_of_an_onnx_file_is_stored_with_the_version()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var onnx = await File.ReadAllBytesAsync(Samples.Find("breast-cancer/v2-logistic.onnx"));
        var file = await server.PutAsync("model.onnx", onnx);

        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Files: [file]));

        var manifest = await server.Api.Versions.GetManifestAsync("m", 1);
        manifest.SignatureProblem.ShouldBeNull();
        manifest.Signature.ShouldNotBeNull();
        manifest.Signature.Inputs.Single().Shape.ShouldBe([null, 30]);
        manifest.Signature.Outputs.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_broken_onnx_file_is_registered_and_says_why_it_has_no_signature()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var onnx = await File.ReadAllBytesAsync(Samples.Find("breast-cancer/v2-logistic.onnx"));
        var file = await server.PutAsync("model.onnx", onnx[..(onnx.Length / 2)]);

        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Files: [file]));

        var manifest = await server.Api.Versions.GetManifestAsync("m", 1);
        manifest.Signature.ShouldBeNull();
        manifest.SignatureProblem.ShouldNotBeNullOrEmpty();
    }

    private static async Task RegisterAsync(TestServer server, string path)
    {
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var file = await server.PutAsync(path, Encoding.UTF8.GetBytes("bytes"));
        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Files: [file]));
    }

    private sealed class VerificationComparer : IEqualityComparer<VerificationDto>
    {
        public bool Equals(VerificationDto? x, VerificationDto? y) =>
            x is not null
            && y is not null
            && (x.Sound, x.Files, x.Bytes) == (y.Sound, y.Files, y.Bytes)
            && x.Problems.SequenceEqual(y.Problems);

        public int GetHashCode(VerificationDto obj) => obj.Files;
    }
}
