using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Server.Auth;
using Gradus.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Models;

/// <summary>/models: registered models.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this RouteGroupBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Models");
        models
            .MapGet("", SearchAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Registered models that match a filter, in an order, by pages.");
        models.MapPost("", CreateAsync).Requires(PolicyAction.Register).WithSummary("Registers a model.");
        models
            .MapGet("/{model}", GetAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A model with its tags, aliases and latest versions.");
        models
            .MapPatch("/{model}", UpdateAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Describes or renames a model.");
        models
            .MapDelete("/{model}", DeleteAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Deletes a model with its versions; its history stays.");
    }

    private static async Task<Results<Ok<ModelPageDto>, ProblemHttpResult>> SearchAsync(
        [AsParameters] SearchReader search,
        ModelStore store,
        HttpContext context
    ) =>
        search.ForModels().Try(out var query, out var error)
            ? (await store.SearchAsync(query, context.RequestAborted))
                .VisibleTo(context, model => model.Name)
                .Answer(context, ModelMapping.ToDto)
            : Problems.Refuse(context, error);

    private static async Task<Results<Created<ModelDto>, ProblemHttpResult>> CreateAsync(
        CreateModelDto request,
        ModelStore store,
        HttpContext context
    )
    {
        if (
            !ModelName.Parse(request.Name).Try(out var name, out var error)
            || !Text.Parse(request.Description, "description", Text.MaxDescriptionLength)
                .Try(out var description, out error)
            || !ModelMapping.ParseTags(request.Tags).Try(out var tags, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        if (context.FindObjection(name.Value) is { } objection)
        {
            return Problems.Refuse(context, objection);
        }

        var created = await store.CreateAsync(name, description, tags, context.Caller());
        return created.AnswerCreated(
            context,
            model => $"/api/v1/models/{Uri.EscapeDataString(model.Name)}",
            ModelMapping.ToDto
        );
    }

    private static async Task<Results<KeptAnswer<ModelDto>, ProblemHttpResult>> GetAsync(
        string model,
        ModelStore store,
        HttpContext context
    ) =>
        (await store.GetAsync(model, context.RequestAborted)).AnswerKept(
            context,
            ModelMapping.ToDto,
            ProtocolJson.Default.ModelDto
        );

    private static async Task<Results<Ok<ModelDto>, ProblemHttpResult>> UpdateAsync(
        string model,
        UpdateModelDto request,
        ModelStore store,
        HttpContext context
    ) =>
        (
            request.Name is { } newName && context.FindObjection(newName) is { } objection
                ? objection
                : await ChangeAsync(model, request, store, context.Caller())
        ).Answer(context, ModelMapping.ToDto);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string model,
        ModelStore store,
        HttpContext context
    ) => (await store.DeleteAsync(model, context.Caller())).AnswerDone(context);

    private static async Task<Result<RegisteredModel>> ChangeAsync(
        string model,
        UpdateModelDto request,
        ModelStore store,
        Caller caller
    )
    {
        var description = Text.Parse(request.Description, "description", Text.MaxDescriptionLength);
        return request switch
        {
            { Name: null, Description: null } => Error.Invalid("Nothing to change: give 'name' or 'description'."),
            { Name: not null, Description: not null } => Error.Invalid(
                "Rename and describe in two requests: give 'name' or 'description'."
            ),
            { Name: { } newName } => ModelName.Parse(newName).Try(out var name, out var error)
                ? await store.RenameAsync(model, name, caller)
                : error,
            _ => description.Try(out var text, out var refusal)
                ? await store.DescribeAsync(model, text, caller)
                : refusal,
        };
    }
}
