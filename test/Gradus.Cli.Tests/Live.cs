using System.Text;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Server.Tests;
using Gradus.Server.Tests.Promotions;

namespace Gradus.Cli.Tests;

/// <summary>The program with a whole server behind it, and a folder for its files. Model "m" has versions; nobody measures.</summary>
internal sealed class Live : IAsyncDisposable
{
    /// <summary>Production asks for one approval, of anyone; Staging for a check that CI reports.</summary>
    public const string Policy = """
        version: 1
        stages:
          - name: Development
          - name: Staging
            gates:
              - external: { check: tests }
          - name: Production
            occupancy: one
            archive_existing: true
            approvals: { required: 1 }
        """;

    private readonly TestServer _server;

    private Live(TestServer server) => _server = server;

    public string Folder { get; } = Directory.CreateTempSubdirectory("gradus-live-").FullName;

    public GradusClient Api => _server.Api;

    /// <summary>Does at once what a worker is asked for, as the test says.</summary>
    public FakeWorker Worker => new(_server);

    /// <summary>Starts an empty server, and shows it the first administrator's token.</summary>
    public static async Task<Live> StartAsAdministratorAsync() => new(await TestServer.StartAsAdministratorAsync());

    /// <summary>Starts a server whose model "m" has versions 1 to <paramref name="versions"/>.</summary>
    public static async Task<Live> StartAsync(int versions = 1, string? policy = null)
    {
        var live = new Live(await TestServer.StartAsync());
        await live.Api.Models.CreateAsync(new CreateModelDto("m"));
        for (var number = 1; number <= versions; number++)
        {
            var bytes = Encoding.UTF8.GetBytes($"bytes of {number}");
            using var stream = new MemoryStream(bytes);
            var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            await live.Api.Blobs.PutAsync(digest, stream, bytes.Length);
            var files = new CreateVersionDto(Files: [new FileDto("model.bin", bytes.Length, digest)]);
            await live.Api.Versions.CreateAsync("m", files);
        }

        if (policy is not null)
        {
            await live.Api.Policy.ApplyAsync(policy);
        }

        return live;
    }

    /// <summary>Runs the program; words are separated by spaces, and one with spaces stands in single quotes.</summary>
    public Task<Cli.Outcome> RunAsync(string line) => RunAsync(line, []);

    public Task<Cli.Outcome> RunAsync(string line, Dictionary<string, string> environment)
    {
        environment["GRADUS_SERVER"] = _server.Address.ToString();
        if (_server.Http.DefaultRequestHeaders.Authorization is { Parameter: { } token })
        {
            environment.TryAdd("GRADUS_TOKEN", token);
        }

        return Cli.RunAsync("gradus", environment, [.. Split(line)]);
    }

    /// <summary>Changes the server's database behind its back.</summary>
    public Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql);

    /// <summary>Starts the server anew, with another ledger key.</summary>
    public Task RestartWithAnotherKeyAsync() =>
        _server.RestartAsync(() => System.IO.File.Delete(Path.Join(_server.Data, "ledger.key")));

    /// <summary>A file in the folder.</summary>
    public string File(string name, string? text = null)
    {
        var path = Path.Combine(Folder, name);
        if (text is not null)
        {
            System.IO.File.WriteAllText(path, text);
        }

        return path;
    }

    public async Task<string> StageOfAsync(int version) => (await Api.Versions.GetAsync("m", version)).Stage;

    /// <summary>A promotion of a version to Production that somebody else asks for, once it waits for approval.</summary>
    public async Task<PromotionDto> WaitingAsync(int version)
    {
        var promotion = await Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", version));
        for (var i = 0; i < 600 && promotion.Phase != "AwaitingApproval"; i++)
        {
            await Task.Delay(50);
            promotion = await Api.Promotions.GetAsync(promotion.Id);
        }

        promotion.Phase.ShouldBe("AwaitingApproval", promotion.Outcome);
        return promotion;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static IEnumerable<string> Split(string line) =>
        line.Split('\'')
            .SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
