using Gradus.Artifacts;
using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Datasets;
using Gradus.Protocol.Datasets;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Datasets;

/// <summary>/datasets: labelled examples that candidates are measured on.</summary>
internal static class DatasetEndpoints
{
    private const int MaxColumnName = 1_000;

    public static void MapDatasets(this RouteGroupBuilder api)
    {
        var datasets = api.MapGroup("/datasets").WithTags("Data sets");
        datasets.MapGet("", ListAsync).Requires(PolicyAction.Read).WithSummary("All data sets, by name.");
        datasets.MapGet("/{name}", GetAsync).Requires(PolicyAction.Read).WithSummary("A data set.");
        datasets
            .MapPut("/{name}", PutAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Registers a data set whose file was put as a blob before.");
        datasets
            .MapDelete("/{name}", DeleteAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Forgets a data set; evidence gained on it stays.");
    }

    private static async Task<Ok<DatasetListDto>> ListAsync(DatasetStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DatasetListDto([.. (await store.ListAsync(cancellationToken)).Select(ToDto)]));

    private static async Task<Results<Ok<DatasetDto>, ProblemHttpResult>> GetAsync(
        string name,
        DatasetStore store,
        HttpContext context
    ) => (await store.GetAsync(name, context.RequestAborted)).Answer(context, ToDto);

    private static async Task<Results<Ok<DatasetDto>, ProblemHttpResult>> PutAsync(
        string name,
        PutDatasetDto request,
        DatasetStore store,
        LocalBlobStore blobs,
        HttpContext context
    )
    {
        if (
            !ModelName.Parse(RouteText.Slashes(name)).Try(out var parsedName, out var error)
            || !ReadColumns(request).Try(out var columns, out error)
            || !Digest.Parse(request.Digest).Try(out var digest, out error)
            || !blobs.Renew(digest).Try(out _, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        if (blobs.Find(digest) is not { } file)
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"No blob {digest} is stored; put the file first.", "digest")
            );
        }

        if (await ProblemAsync(blobs, file, columns, context.RequestAborted) is { } problem)
        {
            return Problems.Refuse(context, Error.Invalid($"The file of data set '{parsedName}' {problem}.", "digest"));
        }

        var stored = await store.PutAsync(parsedName, digest, file.Size, columns, context.Caller());
        return stored.Answer(context, ToDto);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name,
        DatasetStore store,
        HttpContext context
    ) => (await store.DeleteAsync(name, context.Caller())).AnswerDone(context);

    private static Result<DatasetColumns> ReadColumns(PutDatasetDto request)
    {
        if (!DatasetTasks.Parse(request.Task).Try(out var task, out var error))
        {
            return error;
        }

        var columns = new DatasetColumns(request.Label, request.Ignore ?? [], task, request.Query);
        return !columns.Ignore.Prepend(columns.Label).All(IsColumnName)
            || (columns.Query is { } query && !IsColumnName(query))
                ? Error.Invalid($"A column's name has 1 to {MaxColumnName} characters.", "label")
            : columns.Problem is { } problem ? Error.Invalid(problem, "query")
            : columns;
    }

    private static async Task<string?> ProblemAsync(
        LocalBlobStore blobs,
        StoredBlob file,
        DatasetColumns columns,
        CancellationToken cancellationToken
    )
    {
        if (!blobs.OpenVerified(file.Digest, file.Size).Try(out var bytes, out var corrupt))
        {
            return $"cannot be read: {corrupt.Message}";
        }

        await using (bytes)
        {
            var beginning = new byte[Math.Min(DatasetFile.Beginning, file.Size)];
            await bytes.ReadExactlyAsync(beginning, cancellationToken);
            return DatasetFile.Problem(beginning, columns);
        }
    }

    private static bool IsColumnName(string? text) =>
        text is { Length: > 0 and <= MaxColumnName } && Text.IsWellFormed(text);

    private static DatasetDto ToDto(Dataset dataset) =>
        new(
            Name: dataset.Name,
            Digest: dataset.Digest.ToString(),
            Size: dataset.Size,
            Label: dataset.Columns.Label,
            Ignore: dataset.Columns.Ignore,
            Task: dataset.Columns.Task.Word(),
            Query: dataset.Columns.Query,
            CreatedBy: dataset.CreatedBy,
            CreatedAt: dataset.CreatedAt.ToUnixTimeMilliseconds()
        );
}
