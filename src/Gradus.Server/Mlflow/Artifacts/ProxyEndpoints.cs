using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Data.Artifacts;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>mlflow-artifacts/: the tree that MLflow's clients upload to and download from. Bytes stream through.</summary>
internal static class ProxyEndpoints
{
    public static void MapArtifactProxy(this RouteGroupBuilder proxy)
    {
        proxy.MapGet("/artifacts", ListAsync).ShowsAllModels();
        proxy.MapMethods("/artifacts/{**path}", ["GET", "HEAD"], DownloadAsync).ShowsAllModels();
        proxy
            .MapPut("/artifacts/{**path}", UploadAsync)
            .Requires(PolicyAction.Register)
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        proxy.MapDelete("/artifacts/{**path}", DeleteAsync).Requires(PolicyAction.Register);
        foreach (var step in (string[])["create", "complete", "abort"])
        {
            proxy.MapPost($"/mpu/{step}/{{**path}}", RefuseMultipartAsync).Requires(PolicyAction.Register);
        }
    }

    private static async Task<IResult> ListAsync(MlflowRequest request, ArtifactView artifacts)
    {
        var folder = request.ArtifactPath("path");
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var entries = await artifacts.ListAsync(folder, request.Context.RequestAborted);
        return new JsonAnswer<ArtifactListDto>(ArtifactListDto.From(entries), MlflowJson.Default.ArtifactListDto);
    }

    private static async Task<IResult> DownloadAsync(HttpContext context, ArtifactView artifacts)
    {
        if (!ProxyPath.Of(context).Try(out var path, out var error))
        {
            return MlflowErrors.Refuse(error);
        }

        var found = await artifacts.GetAsync(path, context.RequestAborted);
        return found.Try(out var file, out error)
            ? new BlobAnswer(file)
            : MlflowErrors.Refuse(error with { Message = DownloadFailure(path) });
    }

    private static async Task<IResult> UploadAsync(HttpContext context, LocalBlobStore blobs, ArtifactTree tree)
    {
        if (!ParseWritable(context).Try(out var path, out var error))
        {
            return MlflowErrors.Refuse(error);
        }

        var request = context.Request;
        var received = await blobs.PutAsync(request.Body, request.ContentLength, null, context.RequestAborted);
        return received.Try(out var blob, out error)
            ? (await tree.PutAsync(path, blob.Size, blob.Digest, context.Caller())).AnswerDone()
            : MlflowErrors.Refuse(error);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, ArtifactTree tree) =>
        ParseWritable(context).Try(out var path, out var error)
            ? (await tree.DeleteAsync(path, context.Caller())).AnswerDone()
            : MlflowErrors.Refuse(error);

    // Clients that asked for it go on with a plain upload.
    private static Task RefuseMultipartAsync(HttpContext context) =>
        MlflowErrors.WriteAsync(
            context,
            StatusCodes.Status501NotImplemented,
            "NOT_IMPLEMENTED",
            "Multipart upload is not supported for the current artifact repository"
        );

    private static Result<ArtifactPath> ParseWritable(HttpContext context) =>
        ProxyPath
            .Of(context)
            .Then<ArtifactPath>(path =>
                ArtifactView.IsOfManifest(path)
                    ? Error.Conflict($"'{path}' cannot be changed: it belongs to a registered version.", path.Value)
                    : path
            );

    private static string DownloadFailure(ArtifactPath path) =>
        "The following failures occurred while downloading one or more artifacts from mlflow-artifacts:/:\n"
        + $"##### File {path} #####\nNo such artifact: '{path}'";
}
