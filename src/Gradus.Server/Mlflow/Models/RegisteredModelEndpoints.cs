using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Data.Models;
using Gradus.Data.Stages;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Filters;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>registered-models/: create, read, rename, describe, delete, search.</summary>
internal static class RegisteredModelEndpoints
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    public static void MapRegisteredModels(this RouteGroupBuilder mlflow)
    {
        var models = mlflow.MapGroup("/registered-models");
        models.MapPost("/create", CreateAsync).Requires(PolicyAction.Register);
        models.MapPost("/rename", RenameAsync).Requires(PolicyAction.Register);
        models.MapPatch("/update", UpdateAsync).Requires(PolicyAction.Register);
        models.MapDelete("/delete", DeleteAsync).Requires(PolicyAction.Register);
        models.MapGet("/get", GetAsync).Requires(PolicyAction.Read);
        models.MapGet("/search", SearchAsync).Requires(PolicyAction.Read);
        models.MapMethods("/get-latest-versions", ["GET", "POST"], LatestAsync).Requires(PolicyAction.Read);
    }

    private static async Task<IResult> CreateAsync(MlflowRequest request, ModelStore store)
    {
        var name = request.Required("name");
        var pairs = request.Pairs("tags");
        var description = request.Description();
        var model = request.Model(name);
        var tags = request.Tags(pairs);
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var created = await store.CreateAsync(model, description, tags, request.Context.Caller());
        return created is { IsOk: false, Error.Code: ErrorCode.AlreadyExists }
            ? MlflowErrors.Refuse(await ExplainTakenAsync(model, tags, store, request))
            : Answer(created);
    }

    private static async Task<IResult> RenameAsync(MlflowRequest request, ModelStore store)
    {
        var name = request.Required("name");
        var newName = request.Required("new_name");
        var newModel = request.Model(newName);
        var model = request.Model(name);
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : Answer(await store.RenameAsync(model.Value, newModel, request.Context.Caller()));
    }

    private static async Task<IResult> UpdateAsync(MlflowRequest request, ModelStore store)
    {
        var name = request.Required("name");
        var description = request.Description();
        var model = request.Model(name);
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : Answer(await store.DescribeAsync(model.Value, description, request.Context.Caller()));
    }

    private static async Task<IResult> DeleteAsync(MlflowRequest request, ModelStore store)
    {
        var model = request.Model(request.Required("name"));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.DeleteAsync(model.Value, request.Context.Caller())).AnswerDone();
    }

    private static async Task<IResult> GetAsync(MlflowRequest request, ModelStore store)
    {
        var model = request.Model(request.Required("name"));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.GetAsync(model.Value, request.Context.RequestAborted)).AnswerKept(
                RegisteredModelAnswerDto.From,
                MlflowJson.Default.RegisteredModelAnswerDto
            );
    }

    private static async Task<IResult> SearchAsync(MlflowRequest request, ModelStore store)
    {
        var filter = request.Optional("filter");
        var maxResults = request.MaxResults(DefaultPage, LargestPage);
        var orderBy = request.Strings("order_by");
        var pageToken = request.Optional("page_token");
        var conditions = request.Take(FilterParser.Parse(filter, FilterFields.Models));
        var order = request.Take(OrderByParser.ParseForModels(orderBy));
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var query = new SearchQuery(Prompts.LeaveOut(conditions!), order!, maxResults, pageToken);
        var page = await store.SearchAsync(query, request.Context.RequestAborted);
        return page.VisibleTo(request.Context, model => model.Name)
            .Answer(RegisteredModelPageDto.From, MlflowJson.Default.RegisteredModelPageDto);
    }

    private static async Task<IResult> LatestAsync(MlflowRequest request, VersionStore store, StageStore stages)
    {
        var name = request.Required("name");
        var wanted = request.Strings("stages");
        var model = request.Model(name);
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var latest = await store.LatestAsync(model.Value, request.Context.RequestAborted);
        if (wanted.Count > 0 && latest.IsOk)
        {
            var catalog = await stages.ListAsync(request.Context.RequestAborted);
            latest = latest.Then(versions => InStages(versions, wanted, catalog));
        }

        return latest.AnswerKept(
            versions => ModelVersionPageDto.From(versions),
            MlflowJson.Default.ModelVersionPageDto
        );
    }

    private static Result<IReadOnlyList<ModelVersion>> InStages(
        IReadOnlyList<ModelVersion> versions,
        IReadOnlyList<string> wanted,
        StageCatalog catalog
    )
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in wanted)
        {
            if (!StageWords.Find(catalog, stage).Try(out var found, out var error))
            {
                return error;
            }

            names.Add(found.Name);
        }

        return versions.Where(version => names.Contains(version.Stage)).ToList();
    }

    private static IResult Answer(Result<RegisteredModel> model) =>
        model.Answer(RegisteredModelAnswerDto.From, MlflowJson.Default.RegisteredModelAnswerDto, Word);

    private static Error Word(Error error) =>
        error.Code == ErrorCode.AlreadyExists
            ? error with
            {
                Message = $"Registered Model (name={error.Subject}) already exists.",
            }
            : error;

    // Models and prompts share their names: who wants one and finds the other is told so.
    private static async Task<Error> ExplainTakenAsync(
        ModelName name,
        IReadOnlyList<Tag> tags,
        ModelStore store,
        MlflowRequest request
    )
    {
        var existing = await store.GetAsync(name.Value, request.Context.RequestAborted);
        var taken = existing.IsOk ? KindOf(existing.Value.Tags) : KindOf(tags);
        var asked = KindOf(tags);
        var message =
            taken == asked
                ? $"Registered Model (name={name}) already exists."
                : $"Tried to create a {asked} with name {PythonForm.Repr(name.Value)}, but the name is already taken by "
                    + $"a {taken}. MLflow does not allow creating a model and a prompt with the same name.";
        return new Error(ErrorCode.AlreadyExists, message, name.Value);
    }

    private static string KindOf(IReadOnlyList<Tag> tags) => Prompts.IsPrompt(tags) ? "prompt" : "registered model";
}
