using System.Reflection;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Server.Auth;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>
/// A request's parameters. Asking for one that is missing or wrong notes the refusal in MLflow's words; the first one noted
/// is the answer, so a handler asks in the order of MLflow's schema and looks at <see cref="Refusal"/> once, before it does
/// anything.
/// </summary>
internal sealed class MlflowRequest : IBindableFromHttpContext<MlflowRequest>
{
    private const int MaxPairs = 1_000;

    private static readonly QueryParameters None = new(QueryCollection.Empty);

    private readonly IParameterSource _parameters;

    private MlflowRequest(HttpContext context, Result<IParameterSource> parameters)
    {
        Context = context;
        Refusal = parameters.Error;
        _parameters = parameters.IsOk ? parameters.Value : None;
    }

    /// <summary>The request they came with.</summary>
    public HttpContext Context { get; }

    /// <summary>The first thing that is wrong with it; null so far.</summary>
    public Error? Refusal { get; private set; }

    /// <summary>Reads a request: a GET's query, if it has one, else its body. Some other routes take a query too.</summary>
    public static async ValueTask<MlflowRequest?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(context, await FindParametersAsync(context));

    /// <summary>A string that must be there and not be empty.</summary>
    public string Required(string name)
    {
        var text = Optional(name);
        if (string.IsNullOrEmpty(text))
        {
            Refusal ??= ParameterErrors.Missing(name);
        }

        return text ?? "";
    }

    /// <summary>A string; null if it is absent.</summary>
    public string? Optional(string name) => Take(_parameters.Text(name).Then(text => Storable(name, text)));

    /// <summary>The description; null if it is absent.</summary>
    public string? Description() => Take(Text.Parse(Optional("description"), "description", Text.MaxDescriptionLength));

    /// <summary>A short text; empty if it is absent.</summary>
    public string Line(string name, int maxLength) => Take(Text.Parse(Optional(name), name, maxLength)) ?? "";

    /// <summary>A path in the artifact tree; null, the root, if it is absent or empty.</summary>
    public ArtifactPath? ArtifactPath(string name) =>
        Optional(name) is { Length: > 0 } text ? Take(Core.Artifacts.ArtifactPath.Parse(text)) : null;

    /// <summary>A boolean; false if it is absent.</summary>
    public bool Flag(string name) => Take(_parameters.Flag(name));

    /// <summary>A list of strings; empty if it is absent.</summary>
    public IReadOnlyList<string> Strings(string name)
    {
        var texts = Take(_parameters.Texts(name)) ?? [];
        return texts.All(Text.IsWellFormed)
            ? texts
            : Take<IReadOnlyList<string>>(ParameterErrors.Unreadable(name)) ?? [];
    }

    /// <summary>A list of keys and values, unchecked; empty if it is absent.</summary>
    public IReadOnlyList<(string? Key, string? Value)> Pairs(string name)
    {
        var pairs = Take(_parameters.Pairs(name)) ?? [];
        return pairs.Count <= MaxPairs
            ? pairs
            : Take<IReadOnlyList<(string?, string?)>>(
                Error.Invalid($"'{name}' has {pairs.Count} elements; at most {MaxPairs} are accepted.", name)
            ) ?? [];
    }

    /// <summary>How many rows a page may have.</summary>
    /// <param name="absent">What holds if the client does not say.</param>
    /// <param name="most">The most it may ask for.</param>
    public int MaxResults(int absent, int most)
    {
        const string Name = "max_results";
        var asked = Take(_parameters.Integer(Name, most)) ?? absent;
        if (asked < 1)
        {
            Refusal ??= Error.Invalid(
                $"Invalid value for max_results. It must be a positive integer, but got {asked}",
                Name
            );
        }

        return (int)Math.Max(asked, 1);
    }

    /// <summary>The value of a check; if it failed, its refusal is noted and the answer is the default.</summary>
    public T? Take<T>(Result<T> check)
    {
        if (check.Try(out var value, out var error))
        {
            return value;
        }

        Refusal ??= error;
        return default;
    }

    /// <summary>Checks a model's name, and that the caller may do with that model what the route is for.</summary>
    public ModelName Model(string name)
    {
        var model = Take(
            string.IsNullOrWhiteSpace(name)
                ? Error.Invalid("Missing value for required parameter 'name'.", "name")
                : ModelName.Parse(name)
        );
        if (model.Value is { } known)
        {
            Refusal ??= Context.FindObjection(known);
        }

        return model;
    }

    /// <summary>Checks what names a version.</summary>
    public VersionName Version(string name, string version)
    {
        var model = Model(name);
        var number = Take(VersionName.ParseNumber(version));
        return new VersionName(model.Value ?? "", version, number);
    }

    /// <summary>Checks tags.</summary>
    public IReadOnlyList<Tag> Tags(IReadOnlyList<(string? Key, string? Value)> pairs) =>
        [.. pairs.Select(pair => Take(Tag.Parse(pair.Key, pair.Value))).OfType<Tag>()];

    private static async Task<Result<IParameterSource>> FindParametersAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.Value!.EndsWith('/'))
        {
            // The router does not tell such a path from the one without the slash; MLflow does.
            return new Error(ErrorCode.RouteNotFound, $"There is no {request.Path} here.");
        }

        var takesQuery =
            HttpMethods.IsGet(request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<TakesQuery>() is not null;
        if (takesQuery && request.Query.Count > 0)
        {
            return new QueryParameters(request.Query);
        }

        return (await RequestBody.ReadAsync(context)).Map<IParameterSource>(body => new BodyParameters(body));
    }

    // Every string may end in a row or a query: one that no store can keep is stopped here.
    private static Result<string?> Storable(string name, string? text) =>
        text is null || Text.IsWellFormed(text) ? text : ParameterErrors.Unreadable(name);
}
