using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gradus.Data.Artifacts;

namespace Gradus.Server.Tests.Mlflow.Artifacts;

/// <summary>The artifact proxy beyond what is recorded.</summary>
public sealed class ProxyTests(EmptyServer empty) : IClassFixture<EmptyServer>
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts/";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Trait("Abuse", "10")]
    [Trait("Abuse", "11")]
    [Theory]
    [InlineData("../x")]
    [InlineData("..%2fx")]
    [InlineData("%2e%2e/x")]
    [InlineData("%252e%252e/x")]
    [InlineData("%25252e%25252e%25252fx")]
    [InlineData("a/../../../../x")]
    [InlineData("a/./x")]
    [InlineData("a//x")]
    [InlineData("/etc/passwd")]
    [InlineData("%2fetc/passwd")]
    [InlineData("..%5cx")]
    [InlineData("a%5c..%5cx")]
    [InlineData("C:/x")]
    [InlineData("%c0%ae%c0%ae/x")]
    [InlineData("%e0%80%ae%e0%80%ae/x")]
    [InlineData("a%ff")]
    [InlineData("a%00")]
    [InlineData("a%0ab")]
    [InlineData("a/")]
    [InlineData("")]
    public async Task A_path_that_is_not_plain_is_refused_by_every_method(string path)
    {
        var server = empty.Server;
        foreach (var root in (string[])["/api", "/ajax-api"])
        {
            foreach (var method in (string[])["GET", "HEAD", "PUT", "DELETE"])
            {
                using var content = method == "PUT" ? new StringContent("x") : null;
                using var response = await server.SendRawAsync(
                    new HttpMethod(method),
                    $"{root}/2.0/mlflow-artifacts/artifacts/{path}",
                    content,
                    Cancelled
                );

                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{method} {root} {path}");
            }
        }

        (await server.Get<ArtifactTree>().ListAsync(null, Cancelled)).ShouldBeEmpty();
    }

    [Trait("Abuse", "10")]
    [Theory]
    [InlineData("..")]
    [InlineData("../../etc")]
    [InlineData("/etc")]
    [InlineData("%2e%2e")]
    [InlineData("%252e%252e%252f")]
    [InlineData("a\\..\\b")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    public async Task A_listing_of_a_path_that_is_not_plain_is_refused(string path)
    {
        var server = empty.Server;
        var escaped = Uri.EscapeDataString(path);
        foreach (
            var target in (string[])
                [
                    $"/api/2.0/mlflow-artifacts/artifacts?path={escaped}",
                    $"/api/2.0/mlflow/artifacts/list?run_id=x&path={escaped}",
                    $"/get-artifact?run_id=x&path={escaped}",
                    $"/model-versions/get-artifact?name=m&version=1&path={escaped}",
                ]
        )
        {
            using var response = await server.SendRawAsync(HttpMethod.Get, target, null, Cancelled);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, target);
            (await JsonAsync(response))["message"]!.ToString().ShouldBe("Invalid path", target);
        }
    }

    [Trait("Abuse", "17")]
    [Fact]
    public async Task A_file_comes_back_as_a_download_that_no_browser_runs()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        await PutAsync(server, "run/page.html", "<script>alert(1)</script>");

        using var response = await server.Http.GetAsync(new Uri(Proxy + "run/page.html", UriKind.Relative), Cancelled);

        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldBe("<script>alert(1)</script>");
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        response.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("page.html");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox");
    }

    [Fact]
    public async Task A_name_with_blanks_percent_signs_and_letters_of_any_script_comes_back()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        const string Name = "run/100% größe +模型.txt";
        var path = string.Join('/', Name.Split('/').Select(Uri.EscapeDataString));

        (await PutAsync(server, path, "x")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var read = await server.SendRawAsync(HttpMethod.Get, Proxy + path, null, Cancelled);
        (await read.Content.ReadAsStringAsync(Cancelled)).ShouldBe("x");
        var entries = await server.Get<ArtifactTree>().ListAsync(null, Cancelled);
        entries.ShouldHaveSingleItem().Name.ShouldBe("run");
    }

    [Fact]
    public async Task A_body_larger_than_any_json_passes_through()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        using var content = new ByteArrayContent(new byte[30 * 1024 * 1024]);

        using var response = await server.SendRawAsync(HttpMethod.Put, Proxy + "big.bin", content, Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var entries = await server.Get<ArtifactTree>().ListAsync(null, Cancelled);
        entries.ShouldHaveSingleItem().Size.ShouldBe(30 * 1024 * 1024);
    }

    [Fact]
    public async Task A_truncated_upload_leaves_nothing_visible()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(server.Address.Host, server.Address.Port, Cancelled);
            var head =
                $"PUT {Proxy}cut.bin HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Length: 1000000\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + "only the beginning"), Cancelled);
        }

        using var response = await server.SendRawAsync(HttpMethod.Get, Proxy + "cut.bin", null, Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.Get<ArtifactTree>().ListAsync(null, Cancelled)).ShouldBeEmpty();
    }

    [Trait("Abuse", "12")]
    [Fact]
    public async Task What_a_version_was_registered_from_does_not_change_any_more()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await PutAsync(server, "1/r/artifacts/model/MLmodel", "flavors: {}");
        await PutAsync(server, "1/r/artifacts/other.txt", "x");
        await mlflow.CreateAsync("m");
        await mlflow.PostAsync(
            "model-versions/create",
            """{"name": "m", "source": "mlflow-artifacts:/1/r/artifacts/model"}"""
        );

        (await PutAsync(server, "1/r/artifacts/model/MLmodel", "evil")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PutAsync(server, "1/r/artifacts/model/new", "evil")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await DeleteAsync(server, "1/r/artifacts/model")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var refused = await DeleteAsync(server, "1");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await JsonAsync(refused))["error_code"]!.ToString().ShouldBe("RESOURCE_CONFLICT");
        (await DeleteAsync(server, "1/r/artifacts/other.txt")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await DownloadAsync(server, "m", 1, "MLmodel")).ShouldBe("flavors: {}");
    }

    [Fact]
    public async Task A_version_of_a_version_is_made_of_the_same_files()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await PutAsync(server, "1/r/model/MLmodel", "flavors: {}");
        await mlflow.CreateAsync("m");
        await mlflow.CreateAsync("copy");
        await mlflow.PostAsync("model-versions/create", """{"name": "m", "source": "mlflow-artifacts:/1/r/model"}""");

        await mlflow.PostAsync("model-versions/create", """{"name": "copy", "source": "models:/m/1"}""");

        (await DownloadAsync(server, "copy", 1, "MLmodel")).ShouldBe("flavors: {}");
        var uri = await mlflow.GetAsync("model-versions/get-download-uri", ("name", "copy"), ("version", "1"));
        uri.Json["artifact_uri"]!.ToString().ShouldBe("mlflow-artifacts:/1/r/model");
    }

    [Fact]
    public async Task A_version_registered_by_content_is_read_through_the_proxy_but_not_written()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m");
        var version = await UploadNativelyAsync(server, "m", "model/weights.bin", "w");
        var root = version.Source["mlflow-artifacts:/".Length..];

        using var listing = await server.SendRawAsync(
            HttpMethod.Get,
            $"{Proxy.TrimEnd('/')}?path={root}/model",
            null,
            Cancelled
        );
        using var file = await server.SendRawAsync(HttpMethod.Get, $"{Proxy}{root}/model/weights.bin", null, Cancelled);

        var entry = (await JsonAsync(listing))["files"]![0]!;
        entry.ToJsonString().ShouldBe("""{"path":"weights.bin","is_dir":false,"file_size":1}""");
        (await file.Content.ReadAsStringAsync(Cancelled)).ShouldBe("w");
        (await PutAsync(server, $"{root}/model/weights.bin", "x")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await DeleteAsync(server, root)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_file_is_not_written_where_a_folder_is_nor_below_a_file()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        await PutAsync(server, "a/b", "x");

        (await PutAsync(server, "a", "y")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PutAsync(server, "a/b/c", "y")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private static async Task<Protocol.Models.VersionDto> UploadNativelyAsync(
        TestServer server,
        string model,
        string path,
        string text
    )
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        using var content = new ByteArrayContent(bytes);
        await server.SendRawAsync(HttpMethod.Put, $"/api/v1/blobs/{digest}", content, Cancelled);
        var file = new Protocol.Models.FileDto(path, bytes.Length, $"sha256:{digest}");
        return await server.Api.Versions.CreateAsync(model, new Protocol.Models.CreateVersionDto(Files: [file]));
    }

    private static async Task<HttpResponseMessage> PutAsync(TestServer server, string path, string text)
    {
        using var content = new StringContent(text);
        return await server.SendRawAsync(HttpMethod.Put, Proxy + path, content, Cancelled);
    }

    private static Task<HttpResponseMessage> DeleteAsync(TestServer server, string path) =>
        server.SendRawAsync(HttpMethod.Delete, Proxy + path, null, Cancelled);

    private static async Task<string> DownloadAsync(TestServer server, string model, int version, string path)
    {
        using var response = await server.SendRawAsync(
            HttpMethod.Get,
            $"/model-versions/get-artifact?name={model}&version={version}&path={path}",
            null,
            Cancelled
        );
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
}
