using System.Security.Cryptography;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>Clients that write without pause, and note each acknowledgement.</summary>
/// <param name="address">Their server.</param>
/// <param name="acknowledged">Where they note it.</param>
/// <param name="seed">What they do.</param>
/// <param name="firstClient">The first of their numbers: clients of two servers on one registry have different ones.</param>
/// <param name="rest">How long each rests after what it did; nothing if it does not.</param>
internal sealed class Load(
    Uri address,
    Acknowledged acknowledged,
    int seed,
    int firstClient = 0,
    TimeSpan rest = default
)
{
    public const int Clients = 8;
    public static readonly string[] Models = ["alpha", "beta", "gamma"];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static long _operations;
    private long _done;
    private long _refused;

    private readonly TaskCompletionSource _begun = new();

    /// <summary>Done when the server has acknowledged something, or has gone.</summary>
    public Task Begun => _begun.Task;

    /// <summary>How many operations were acknowledged.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>How many were answered by 503 or 429, or not at all.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Runs until the server no longer answers.</summary>
    public Task RunAsync() => OfAllAsync(RunAsync);

    /// <summary>
    /// Runs until it is told to end. A server that cannot write says so by 503 or 429, or breaks off: then nothing was
    /// acknowledged. Any other failure ends the run.
    /// </summary>
    public Task RunAsync(CancellationToken end) => OfAllAsync(client => RunAsync(client, end));

    /// <summary>Waits, under load, until something is so: a busy machine gets as far as an idle one, only later.</summary>
    public static Task UntilAsync(Func<bool> isSo, string when) => UntilAsync(() => Task.FromResult(isSo()), when);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string when)
    {
        var until = DateTime.UtcNow + Patience;
        while (!await isSo())
        {
            DateTime.UtcNow.ShouldBeLessThan(until, when);
            await Task.Delay(Pause);
        }
    }

    private Task OfAllAsync(Func<int, Task> run) =>
        Task.WhenAll(Enumerable.Range(firstClient, Clients).Select(client => Task.Run(() => run(client))));

    private async Task RunAsync(int client, CancellationToken end)
    {
        var random = new Random(unchecked((seed * 10_007) + client));
        using var api = new GradusClient(new GradusClientOptions(address) { Timeout = Patience });
        while (!end.IsCancellationRequested)
        {
            try
            {
                await ActAsync(api, random, client);
                Interlocked.Increment(ref _done);
                await Task.Delay(rest, CancellationToken.None);
            }
            catch (Exception e)
                when (e
                        is GradusUnreachableException
                            or IOException
                            or HttpRequestException
                            or GradusException { Status: 503 or 429 }
                )
            {
                Interlocked.Increment(ref _refused);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task RunAsync(int client)
    {
        var random = new Random(unchecked((seed * 10_007) + client));
        using var api = new GradusClient(address);
        try
        {
            for (; ; )
            {
                await ActAsync(api, random, client);
            }
        }
        catch (Exception e)
            when (e is GradusUnreachableException or IOException or HttpRequestException or OperationCanceledException)
        {
            // The server was killed: what was under way was not acknowledged.
            _begun.TrySetResult();
        }
    }

    private async Task ActAsync(GradusClient api, Random random, int client)
    {
        var model = Models[random.Next(Models.Length)];
        var operation = $"op-{Interlocked.Increment(ref _operations)}";
        try
        {
            await (
                random.Next(10) switch
                {
                    < 2 => RegisterAsync(api, model, operation),
                    < 4 => UploadAsync(api, model, operation, random),
                    < 5 => TagAsync(api, model, client),
                    < 6 => PromoteAsync(api, model, operation, random),
                    _ => MoveAsync(api, model, operation, random),
                }
            );
            _begun.TrySetResult();
        }
        catch (GradusException e) when (e.Code is "conflict" or "promotion_open" or "version_not_found")
        {
            // Another promotion of the version is open, or there is no such version yet: refused, nothing written.
        }
    }

    private async Task RegisterAsync(GradusClient api, string model, string operation)
    {
        var made = await api.Versions.CreateAsync(model, new CreateVersionDto(Source: $"s3://bucket/{operation}"));
        acknowledged.Versions[operation] = (model, made.Version);
    }

    private async Task UploadAsync(GradusClient api, string model, string operation, Random random)
    {
        var bytes = new byte[random.Next(1, 200_000)];
        random.NextBytes(bytes);
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        acknowledged.Sent[digest] = bytes.Length;
        await api.Blobs.PutAsync($"sha256:{digest}", new MemoryStream(bytes), bytes.Length);
        acknowledged.Blobs[digest] = bytes.Length;
        var file = new FileDto("model.bin", bytes.Length, $"sha256:{digest}");
        var made = await api.Versions.CreateAsync(
            model,
            new CreateVersionDto(Files: [file], Description: operation, Tags: [new TagDto("operation", operation)])
        );
        acknowledged.Versions[operation] = (model, made.Version);
    }

    private async Task TagAsync(GradusClient api, string model, int client)
    {
        var key = $"client-{client}";
        var next = acknowledged.Tags.GetValueOrDefault((model, key)) + 1;
        await api.Models.SetTagAsync(model, key, $"{next}");
        acknowledged.Tags[(model, key)] = next;
    }

    private async Task MoveAsync(GradusClient api, string model, string operation, Random random)
    {
        var version = await PickAsync(api, model, random);
        var stage = random.Next(3) switch
        {
            0 => "Production",
            1 => "Canary",
            _ => "Staging",
        };
        var request = new TransitionRequestDto(
            stage,
            ArchiveExistingVersions: stage == "Production",
            Reason: operation
        );
        var moved = await api.Versions.TransitionAsync(model, version, request);
        if (moved.Transitions.Any(transition => transition.Reason == operation))
        {
            acknowledged.Moves[operation] = (model, version, stage);
        }
    }

    private async Task PromoteAsync(GradusClient api, string model, string operation, Random random)
    {
        var version = await PickAsync(api, model, random);
        var asked = await api.Promotions.RequestAsync(
            model,
            new PromotionRequestDto("Development", Version: version, Reason: operation)
        );
        acknowledged.Promotions.Add(asked.Id);
    }

    private static async Task<int> PickAsync(GradusClient api, string model, Random random)
    {
        var newest = await api.Models.GetLatestAsync(model);
        return newest.Versions.Count == 0 ? 1 : random.Next(1, newest.Versions.Max(version => version.Version) + 1);
    }
}
