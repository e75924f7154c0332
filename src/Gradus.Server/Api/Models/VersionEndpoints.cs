using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Search;
using Gradus.Data.Models;
using Gradus.Data.Stages;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Server.Artifacts;
using Gradus.Server.Auth;
using Gradus.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Models;

/// <summary>/models/{model}/versions: model versions.</summary>
internal static class VersionEndpoints
{
    public static void MapVersions(this RouteGroupBuilder api)
    {
        var versions = api.MapGroup("/models/{model}/versions").WithTags("Versions");
        versions
            .MapGet("", SearchOfModelAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A model's versions that match a filter, by pages.");
        api.MapGet("/versions", SearchAsync)
            .Requires(PolicyAction.Read)
            .WithTags("Versions")
            .WithSummary("Versions of all models that match a filter, by pages.");
        versions
            .MapPost("", CreateAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Registers a version of bytes put before, or of an external source.");
        versions.MapGet("/{version:int}", GetAsync).Requires(PolicyAction.Read).WithSummary("A version.");
        versions
            .MapPatch("/{version:int}", DescribeAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Describes a version.");
        versions
            .MapDelete("/{version:int}", DeleteAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Deletes a version; its history stays.");
        api.MapGet("/models/{model}/latest", LatestAsync)
            .Requires(PolicyAction.Read)
            .WithTags("Versions")
            .WithSummary("The highest version in each stage.");
    }

    private static async Task<Results<Ok<VersionPageDto>, ProblemHttpResult>> SearchOfModelAsync(
        string model,
        [AsParameters] SearchReader search,
        ModelStore models,
        VersionStore store,
        HttpContext context
    )
    {
        var known = await models.GetAsync(model, context.RequestAborted);
        return known.IsOk
            ? await AnswerAsync(search.ForVersions(model), store, context)
            : Problems.Refuse(context, known.Error);
    }

    private static Task<Results<Ok<VersionPageDto>, ProblemHttpResult>> SearchAsync(
        [AsParameters] SearchReader search,
        VersionStore store,
        HttpContext context
    ) => AnswerAsync(search.ForVersions(null), store, context);

    private static async Task<Results<Ok<VersionPageDto>, ProblemHttpResult>> AnswerAsync(
        Result<SearchQuery> search,
        VersionStore store,
        HttpContext context
    ) =>
        search.Try(out var query, out var error)
            ? (await store.SearchAsync(query, context.RequestAborted))
                .VisibleTo(context, version => version.Model)
                .Answer(context, ModelMapping.ToDto)
            : Problems.Refuse(context, error);

    private static async Task<Results<Created<VersionDto>, ProblemHttpResult>> CreateAsync(
        string model,
        CreateVersionDto request,
        VersionRegistration registration,
        HttpContext context
    )
    {
        if (!VersionMapping.ParseNewVersion(request).Try(out var version, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var created = await registration.RegisterAsync(model, version, context.Caller(), context.RequestAborted);
        return created.AnswerCreated(
            context,
            made => $"/api/v1/models/{Uri.EscapeDataString(made.Model)}/versions/{made.Number}",
            ModelMapping.ToDto
        );
    }

    private static async Task<Results<KeptAnswer<VersionDto>, ProblemHttpResult>> GetAsync(
        string model,
        int version,
        VersionStore store,
        HttpContext context
    ) =>
        (await store.GetAsync(model, version, context.RequestAborted)).AnswerKept(
            context,
            ModelMapping.ToDto,
            ProtocolJson.Default.VersionDto
        );

    private static async Task<Results<Ok<VersionDto>, ProblemHttpResult>> DescribeAsync(
        string model,
        int version,
        UpdateVersionDto request,
        VersionStore store,
        HttpContext context
    )
    {
        if (request.Description is null)
        {
            return Problems.Refuse(context, Error.Invalid("'description' is required.", "description"));
        }

        var description = Text.Parse(request.Description, "description", Text.MaxDescriptionLength);
        return description.Try(out var text, out var error)
            ? (await store.DescribeAsync(model, version, text ?? "", context.Caller())).Answer(
                context,
                ModelMapping.ToDto
            )
            : Problems.Refuse(context, error);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string model,
        int version,
        VersionStore store,
        HttpContext context
    ) => (await store.DeleteAsync(model, version, context.Caller())).AnswerDone(context);

    private static async Task<Results<Ok<VersionPageDto>, ProblemHttpResult>> LatestAsync(
        string model,
        string[]? stage,
        VersionStore store,
        StageStore stages,
        HttpContext context
    )
    {
        var catalog = await stages.ListAsync(context.RequestAborted);
        foreach (var name in stage ?? [])
        {
            if (!catalog.Get(name).Try(out _, out var error))
            {
                return Problems.Refuse(context, error);
            }
        }

        var latest = await store.LatestAsync(model, context.RequestAborted);
        return latest.Answer(
            context,
            versions => new VersionPageDto(
                [.. versions.Where(v => stage is null or [] || stage.Contains(v.Stage)).Select(ModelMapping.ToDto)],
                null
            )
        );
    }
}
