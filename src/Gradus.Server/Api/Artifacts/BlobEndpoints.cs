using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Data.Artifacts;
using Gradus.Protocol.Artifacts;
using Gradus.Server.Artifacts;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gradus.Server.Api.Artifacts;

/// <summary>/blobs/{sha256}: bytes by their digest. They are put before anything names them.</summary>
internal static class BlobEndpoints
{
    public static void MapBlobs(this RouteGroupBuilder api)
    {
        var blobs = api.MapGroup("/blobs/{sha256}").WithTags("Artifacts");
        blobs
            .MapPut("", PutAsync)
            .Requires(PolicyAction.Register)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute())
            .AddOpenApiOperationTransformer(DescribeBody)
            .WithSummary("Stores the body's bytes under their SHA-256.");
        // Bytes are of no model here: who may see only some reads them as files of a version.
        blobs
            .MapGet("", GetAsync)
            .ShowsAllModels()
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .WithSummary("The bytes stored under a SHA-256.");
        blobs
            .MapMethods("", ["HEAD"], GetAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Whether bytes are stored under a SHA-256, so that they need not be sent.");
    }

    /// <summary>Describes a body of bytes: it is read as it comes, so nothing in the handler's signature tells of it.</summary>
    public static Task DescribeBody(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The bytes.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/octet-stream"] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                },
            },
        };
        return Task.CompletedTask;
    }

    private static async Task<Results<Created<BlobDto>, ProblemHttpResult>> PutAsync(
        string sha256,
        LocalBlobStore store,
        HttpContext context
    )
    {
        if (!Digest.Parse(sha256).Try(out var digest, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var request = context.Request;
        var stored = await store.PutAsync(request.Body, request.ContentLength, digest, context.RequestAborted);
        return stored.AnswerCreated(
            context,
            blob => $"/api/v1/blobs/{blob.Digest.Hex}",
            blob => new BlobDto(blob.Digest.ToString(), blob.Size)
        );
    }

    private static async Task GetAsync(
        string sha256,
        LocalBlobStore store,
        ManifestStore manifests,
        ArtifactGuard guard,
        HttpContext context
    )
    {
        if (!Digest.Parse(sha256).Try(out var digest, out var error))
        {
            await Problems.Refuse(context, error).ExecuteAsync(context);
            return;
        }

        // Who asks whether bytes are there wants to spare sending them: of damaged ones the answer is no.
        var isAsking = HttpMethods.IsHead(context.Request.Method);
        var blob = store.Find(digest);
        if (blob is null || (isAsking && await manifests.IsQuarantinedAsync(digest, context.RequestAborted)))
        {
            await Problems.Refuse(context, Error.ArtifactNotFound(digest.ToString())).ExecuteAsync(context);
            return;
        }

        await BlobAnswers.SendAsync(context, guard, blob, digest.Hex);
    }
}
