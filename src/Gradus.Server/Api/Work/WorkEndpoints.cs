using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Promotions;
using Gradus.Protocol.Work;
using Gradus.Server.Api.Artifacts;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Work;

/// <summary>/work: where workers get what is to be measured, and bring back what they found.</summary>
internal static class WorkEndpoints
{
    private const int MaxWaitSeconds = 30;
    private const string LeaseHeader = "Gradus-Lease";
    private const string Kubernetes = "kubernetes";

    public static void MapWork(this RouteGroupBuilder api)
    {
        var work = api.MapGroup("/work").WithTags("Workers");
        work.MapGet("", CountAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("How much work waits for a worker, and how much one has taken.");
        work.MapPost("/lease", LeaseAsync)
            .Requires(PolicyAction.Work)
            .WithSummary("Gives a worker something to measure; 204 if there is nothing.");
        work.MapGet("/{id:long}", GetAsync)
            .Requires(PolicyAction.Work)
            .WithSummary(
                "The piece of work that is held under a lease, for whom it was handed on to; 409 if it was lost."
            );
        work.MapPost("/{id:long}/heartbeat", HeartbeatAsync)
            .Requires(PolicyAction.Work)
            .WithSummary("Prolongs a lease; 409 if it was lost.");
        work.MapPost("/{id:long}/outcome", CompleteAsync)
            .Requires(PolicyAction.Work)
            .WithSummary("Takes what a worker found.");
        work.MapPut("/{id:long}/outputs/{sha256}", PutOutputAsync)
            .Requires(PolicyAction.Work)
            .AddOpenApiOperationTransformer(BlobEndpoints.DescribeBody)
            .WithSummary(
                "Stores a file that work left, such as predictions, under its SHA-256; 409 if the lease was lost."
            );
    }

    private static async Task<Ok<WorkCountDto>> CountAsync(WorkStore store, CancellationToken cancellationToken)
    {
        var count = await store.CountAsync(cancellationToken);
        return TypedResults.Ok(new WorkCountDto(count.Waiting, count.Taken, count.ForRunners));
    }

    private static async Task<Results<Ok<WorkDto>, NoContent, ProblemHttpResult>> LeaseAsync(
        LeaseRequestDto request,
        WorkStore store,
        WorkQueue queue,
        HttpContext context
    )
    {
        if (request.Worker is not { Length: > 0 and <= 200 } || !Text.IsPrintable(request.Worker))
        {
            return Problems.Refuse(context, Error.Invalid("'worker' must be a name of 1 to 200 characters.", "worker"));
        }

        if (request.WaitSeconds is < 0 or > MaxWaitSeconds)
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"wait_seconds must be 0 to {MaxWaitSeconds}.", "wait_seconds")
            );
        }

        if (request.Runners is not (null or Kubernetes))
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"'runners' must be {Kubernetes}, or left out for a worker.", "runners")
            );
        }

        var lease = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var wait = TimeSpan.FromSeconds(request.WaitSeconds);
        var leased = await queue.WaitAsync(
            () => store.LeaseAsync(request.Worker, lease, forJobs: request.Runners is not null),
            wait,
            context.RequestAborted
        );
        return leased is null ? TypedResults.NoContent() : TypedResults.Ok(ToDto(leased));
    }

    private static async Task<Results<Ok<WorkDto>, ProblemHttpResult>> GetAsync(
        long id,
        [FromHeader(Name = LeaseHeader)] string? lease,
        WorkStore store,
        HttpContext context
    ) =>
        await store.FindLeasedAsync(id, LeaseOf(lease), context.RequestAborted) is { } held
            ? TypedResults.Ok(ToDto(held))
            : Problems.Refuse(context, LostLease());

    private static async Task<Results<NoContent, ProblemHttpResult>> HeartbeatAsync(
        long id,
        HeartbeatDto request,
        WorkStore store,
        HttpContext context
    ) =>
        await store.RenewAsync(id, LeaseOf(request.Lease))
            ? TypedResults.NoContent()
            : Problems.Refuse(context, LostLease());

    private static async Task<Results<NoContent, ProblemHttpResult>> PutOutputAsync(
        long id,
        string sha256,
        [FromHeader(Name = LeaseHeader)] string? lease,
        WorkStore store,
        LocalBlobStore blobs,
        HttpContext context
    )
    {
        if (!Digest.Parse(sha256).Try(out var digest, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var held = await store.FindHeldAsync(id, LeaseOf(lease), context.RequestAborted);
        if (held is null)
        {
            return Problems.Refuse(context, LostLease());
        }

        if (OutcomeReading.MostOutput(held.Kind) is not { } most)
        {
            return Problems.Refuse(context, Error.Invalid("Work of this kind leaves no file.", "outputs"));
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = most;
        var request = context.Request;
        var stored = await blobs.PutAsync(request.Body, request.ContentLength, digest, context.RequestAborted);
        return !stored.IsOk ? Problems.Refuse(context, stored.Error)
            : await store.RenewAsync(id, LeaseOf(lease)) ? TypedResults.NoContent()
            : Problems.Refuse(context, LostLease());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CompleteAsync(
        long id,
        OutcomeDto request,
        WorkStore store,
        LocalBlobStore blobs,
        PromotionRunner runner,
        TimeProvider time,
        HttpContext context
    )
    {
        var now = time.GetUtcNow();
        var kept = await store.CompleteAsync(
            id,
            LeaseOf(request.Lease),
            (artifact, task) => OutcomeReading.Read(request, artifact, task, blobs, now)
        );
        if (!kept.IsOk)
        {
            return Problems.Refuse(context, kept.Error);
        }

        runner.Wake();
        return TypedResults.NoContent();
    }

    private static Error LostLease() => Error.Conflict("This work is not in your hands any more.");

    // What the database could not even compare is no lease.
    private static string LeaseOf(string? text) => text is not null && Text.IsPrintable(text) ? text : "";

    private static WorkDto ToDto(LeasedWork work) =>
        new(
            Id: work.Id.ToString(CultureInfo.InvariantCulture),
            Lease: work.Lease,
            LeaseSeconds: (int)WorkStore.LeaseTime.TotalSeconds,
            Attempt: work.Attempt,
            Kind: work.Task.Kind.ToString().ToLowerInvariant(),
            Artifact: ToDto(work.Manifest),
            Limits: new WorkLimitsDto(work.Task.Limits.TimeoutSeconds, work.Task.Limits.MemoryBytes),
            Dataset: ToDto(work.Task.Dataset),
            Command: work.Task.Command is { } command
                ? new WorkCommandDto(command.Name, command.Arguments, command.Report, command.Environment)
                : null,
            Webhook: work.Task.Webhook is { } webhook ? new WorkWebhookDto(webhook.Name, webhook.Url) : null,
            Subject: work.Task is { Model: { } model, Stage: { } stage, Candidate: { } candidate }
                ? new WorkSubjectDto(model, stage, candidate, work.Task.Incumbent?.Version)
                : null,
            Incumbent: work.Incumbent is { } incumbent ? ToDto(incumbent) : null,
            Predictions: work.Task.Predictions is { } pair
                ? new WorkPredictionsDto(
                    ToDto(pair.Candidate, pair.CandidateSize),
                    ToDto(pair.Incumbent, pair.IncumbentSize),
                    pair.Confidence
                )
                : null,
            Groups: work.Task.Groups is { } groups
                ? new WorkGroupsDto(
                    ToDto(groups.Predictions, groups.Size),
                    groups.Column,
                    groups.MinExamples,
                    groups.Confidence
                )
                : null,
            Reference: ToDto(work.Task.Reference),
            Load: work.Task.Load is { } load ? new WorkLoadDto(load.PerSecond, load.Requests, load.Confidence) : null,
            Runner: work.Runner is { } runner
                ? new WorkRunnerDto(runner.Name, JsonElement.Parse(runner.Template), runner.Namespace)
                : null
        );

    private static WorkDatasetDto? ToDto(PromotionDataset? data) =>
        data is null
            ? null
            : new WorkDatasetDto(
                data.Name,
                data.ParsedDigest.ToString(),
                data.Size,
                data.Label,
                data.Ignore,
                data.Task.Word(),
                data.Query
            );

    private static OutputDto ToDto(string hex, long size) => new(Digest.Parse(hex).Value.ToString(), size);

    private static WorkArtifactDto ToDto(Manifest manifest) =>
        new(
            manifest.Digest.ToString(),
            [.. manifest.Files.Select(file => new WorkFileDto(file.Path.Value, file.Size, file.Digest.ToString()))]
        );
}
