using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Search;
using Gradus.Data.Models;
using Gradus.Server.Artifacts;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Filters;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>model-versions/: create, read, describe, delete, search.</summary>
internal static class ModelVersionEndpoints
{
    private const int LargestPage = 200_000;
    private const int MaxRunId = 500;

    public static void MapModelVersions(this RouteGroupBuilder mlflow)
    {
        var versions = mlflow.MapGroup("/model-versions");
        versions.MapPost("/create", CreateAsync).Requires(PolicyAction.Register);
        versions.MapPatch("/update", UpdateAsync).Requires(PolicyAction.Register);
        versions.MapDelete("/delete", DeleteAsync).Requires(PolicyAction.Register);
        versions.MapGet("/get", GetAsync).Requires(PolicyAction.Read);
        versions.MapGet("/search", SearchAsync).Requires(PolicyAction.Read);
        versions.MapGet("/get-download-uri", GetDownloadUriAsync).Requires(PolicyAction.Read);
    }

    private static async Task<IResult> CreateAsync(
        MlflowRequest request,
        VersionSources sources,
        VersionRegistration registration
    )
    {
        var name = request.Required("name");
        var source = request.Required("source");
        var runId = request.Line("run_id", MaxRunId);
        var pairs = request.Pairs("tags");
        var runLink = request.Line("run_link", Text.MaxLineLength);
        var description = request.Description();
        request.Optional("model_id");
        var model = request.Model(name);
        var tags = request.Tags(pairs);
        request.Take(SourceRules.Check(source, runId, Prompts.IsPrompt(tags)));
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var found = await sources.ResolveAsync(source, request.Context.Access(), request.Context.RequestAborted);
        if (!found.Try(out var origin, out var error))
        {
            return MlflowErrors.Refuse(error);
        }

        var version = new NewVersion(
            Source: source,
            StorageLocation: origin.StorageLocation,
            Manifest: origin.Manifest,
            Signature: null,
            ArtifactFolder: origin.Folder,
            Description: description ?? "",
            RunId: runId,
            RunLink: runLink,
            Tags: tags
        );
        var context = request.Context;
        return Answer(await registration.RegisterAsync(model.Value, version, context.Caller(), context.RequestAborted));
    }

    private static async Task<IResult> UpdateAsync(MlflowRequest request, VersionStore store)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var description = request.Description();
        var version = request.Version(name, number);
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : Answer(
                await store.DescribeAsync(version.Model, version.Number, description, request.Context.Caller()),
                version.Word
            );
    }

    private static async Task<IResult> DeleteAsync(MlflowRequest request, VersionStore store)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var version = request.Version(name, number);
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var deleted = await store.DeleteAsync(version.Model, version.Number, request.Context.Caller());
        return deleted.AnswerDone(version.Word);
    }

    private static async Task<IResult> GetAsync(MlflowRequest request, VersionStore store)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var version = request.Version(name, number);
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.GetAsync(version.Model, version.Number, request.Context.RequestAborted)).AnswerKept(
                ModelVersionAnswerDto.From,
                MlflowJson.Default.ModelVersionAnswerDto,
                version.Word
            );
    }

    private static async Task<IResult> SearchAsync(MlflowRequest request, VersionStore store)
    {
        var filter = request.Optional("filter");
        var maxResults = request.MaxResults(LargestPage, LargestPage);
        var orderBy = request.Strings("order_by");
        var pageToken = request.Optional("page_token");
        var conditions = request.Take(FilterParser.Parse(filter, FilterFields.Versions));
        var order = request.Take(OrderByParser.ParseForVersions(orderBy));
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var query = new SearchQuery(Prompts.LeaveOut(conditions!), order!, maxResults, pageToken);
        var page = await store.SearchAsync(query, request.Context.RequestAborted);
        return page.VisibleTo(request.Context, version => version.Model)
            .AnswerKept(ModelVersionPageDto.From, MlflowJson.Default.ModelVersionPageDto);
    }

    // The one route whose parameters MLflow does not check before its store does.
    private static async Task<IResult> GetDownloadUriAsync(MlflowRequest request, VersionStore store)
    {
        var version = request.Version(request.Optional("name") ?? "", request.Optional("version") ?? "");
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var found = await store.GetAsync(version.Model, version.Number, request.Context.RequestAborted);
        return found.Answer(
            value => new DownloadUriDto(value.StorageLocation),
            MlflowJson.Default.DownloadUriDto,
            version.Word
        );
    }

    private static IResult Answer(Result<ModelVersion> version, Func<Error, Error>? word = null) =>
        version.Answer(ModelVersionAnswerDto.From, MlflowJson.Default.ModelVersionAnswerDto, word);
}
