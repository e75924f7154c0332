using System.Diagnostics;
using System.Security.Cryptography;
using Gradus.Protocol;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Client;
using Gradus.Protocol.Gates;
using Gradus.Protocol.Holds;
using Gradus.Protocol.Identities;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Rollbacks;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>
/// Someone who does everything once that a registry is for, with names of their own: promotions with every kind of wait, a
/// rollback, a failed check after the move, waivers, holds, tokens, renaming, deleting, a checkpoint, a backup.
/// </summary>
internal sealed class Errand : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static int _number;

    private readonly KeyedRequests _requests;
    private readonly GradusClient _api;
    private readonly string _model;

    public Errand(Uri server)
    {
        Actor = $"errand-{Interlocked.Increment(ref _number)}";
        _model = Actor;
        _requests = new KeyedRequests();
        _api = new GradusClient(new GradusClientOptions(server, Actor) { Handler = _requests, Timeout = Limit });
    }

    /// <summary>Who runs it: the ledger knows what they did by it.</summary>
    public string Actor { get; }

    /// <summary>What was asked for, and what of it was answered.</summary>
    public KeyedRequests Requests => _requests;

    /// <summary>Runs it to its end.</summary>
    public async Task RunAsync()
    {
        await _api.Models.CreateAsync(new CreateModelDto(_model, Tags: [new TagDto("by", Actor)]));
        await UploadDatasetAsync();
        for (var version = 1; version <= 3; version++)
        {
            await UploadVersionAsync(version);
        }

        await _api.Policy.ApplyAsync(PolicyOf(Actor));
        await PromoteAsync(1, "Certified");
        await _api.Gates.WaiveAsync(
            _model,
            2,
            new GrantWaiverDto(
                "Certified",
                "size",
                "for once",
                DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds()
            )
        );
        await PromoteAsync(2, "Certified");
        await _api.Gates.RollBackAsync(_model, "Certified", new RollbackRequestDto(Reason: "it was not good"));
        await PromoteAsync(3, "Doubted");
        var hold = await _api.Holds.PutAsync(new PutHoldDto("line", "holidays", _model));
        await _api.Holds.LiftAsync(hold.Id);
        await _api.Tokens.CreateAsync(new CreateTokenDto("admin", "for the build"));
        await _api.Versions.TransitionAsync(_model, 2, new TransitionRequestDto("Staging"));
        await _api.Versions.DeleteAsync(_model, 2);
        await RenameAndDeleteAsync();
        await _api.Ledger.CheckpointAsync();
        await _api.Backup.DownloadAsync(Stream.Null);
    }

    public void Dispose() => _api.Dispose();

    // A new stage for each errand would be more than a catalog is for: the description alone differs.
    private static string PolicyOf(string errand) =>
        $$"""
            version: 1
            stages:
              - name: Certified
                description: as of {{errand}}
                occupancy: one
                aliases: [certified]
                archive_existing: true
                gates:
                  - evaluate: { data: holdout }
                  - threshold: { metric: accuracy, at_least: 0.5 }
                  - size: { at_most: 1MB }
                  - external: { check: integration, wait: 10m }
                approvals: { required: 1 }
              - name: Doubted
                verify:
                  gates:
                    - evaluate: { data: holdout }
                    - threshold: { metric: accuracy, at_least: 0.99 }
            """;

    private async Task UploadDatasetAsync()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes($"x,label\n1,0\n2,1\n{Random.Shared.Next()},1\n");
        await _api.Datasets.PutAsync("holdout", new(await PutAsync(bytes), "label"));
    }

    private async Task UploadVersionAsync(int version)
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var file = new FileDto("model.bin", bytes.Length, await PutAsync(bytes));
        var made = await _api.Versions.CreateAsync(
            _model,
            new CreateVersionDto(Files: [file], Tags: [new TagDto("by", Actor)])
        );
        made.Version.ShouldBe(version);
    }

    private async Task<string> PutAsync(byte[] bytes)
    {
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
        await _api.Blobs.PutAsync(digest, new MemoryStream(bytes), bytes.Length);
        return digest;
    }

    private async Task PromoteAsync(int version, string stage)
    {
        var asked = await _api.Promotions.RequestAsync(_model, new PromotionRequestDto(stage, version));
        await _api.Gates.ReportCheckAsync(_model, version, new ReportCheckDto("integration", "passed"));
        var waited = Stopwatch.StartNew();
        var isApproved = false;
        for (var promotion = asked; promotion.Open; promotion = await _api.Promotions.GetAsync(asked.Id))
        {
            (waited.Elapsed < Limit).ShouldBeTrue($"promotion of {_model} is {promotion.Phase}: {promotion.Outcome}");
            if (!isApproved && promotion.Phase == "AwaitingApproval")
            {
                using var approver = new GradusClient(new GradusClientOptions(_api.Address, "approver"));
                await approver.Promotions.SayAsync(asked.Id, new SayDto("approve"));
                isApproved = true;
            }
            else if (!await StandIn.WorkAsync(_api.Address))
            {
                await Task.Delay(10);
            }
        }
    }

    private async Task RenameAndDeleteAsync()
    {
        await _api.Models.CreateAsync(new CreateModelDto($"{_model}-draft"));
        await _api.Versions.CreateAsync($"{_model}-draft", new CreateVersionDto(Source: "s3://bucket/draft"));
        await _api.Models.UpdateAsync($"{_model}-draft", new UpdateModelDto($"{_model}-renamed"));
        await _api.Models.DeleteAsync($"{_model}-renamed");
    }
}
