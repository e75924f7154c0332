using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>
/// A request's parameters, from the query or from the JSON body. Asking for one that is missing or of the wrong type notes
/// the refusal in MLflow's words; the first one noted is the answer, so a handler asks in the order of MLflow's schema and
/// looks at <see cref="Refusal"/> once, before it does anything.
/// </summary>
internal sealed class MlflowRequest : IBindableFromHttpContext<MlflowRequest>
{
    private const string Help = "See the API docs for more information about request parameters.";

    private readonly IQueryCollection? _query;
    private readonly JsonElement _body;

    private MlflowRequest(HttpContext context, IQueryCollection? query, JsonElement body, Error? refusal)
    {
        Context = context;
        _query = query;
        _body = body;
        Refusal = refusal;
    }

    /// <summary>The request they came with.</summary>
    public HttpContext Context { get; }

    /// <summary>The first thing that is wrong with it; null so far.</summary>
    public Error? Refusal { get; private set; }

    /// <summary>Reads a request: a GET's query, if it has one, else its body.</summary>
    public static async ValueTask<MlflowRequest?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var request = context.Request;
        if (request.Path.Value!.EndsWith('/'))
        {
            // The router does not tell these from the paths that exist; MLflow's clients' tests do.
            var unknown = new Error(ErrorCode.RouteNotFound, $"There is no {request.Path} here.");
            return new MlflowRequest(context, null, default, unknown);
        }

        if (HttpMethods.IsGet(request.Method) && request.Query.Count > 0)
        {
            return new MlflowRequest(context, request.Query, default, null);
        }

        var body = await RequestBody.ReadAsync(context);
        return body.Try(out var json, out var error)
            ? new MlflowRequest(context, null, json, null)
            : new MlflowRequest(context, null, default, error);
    }

    /// <summary>A string that must be there and not be empty.</summary>
    public string Required(string name)
    {
        var text = Optional(name);
        if (string.IsNullOrEmpty(text))
        {
            Refuse($"Missing value for required parameter '{name}'. {Help}", name);
        }

        return text ?? "";
    }

    /// <summary>A string; null if it is absent.</summary>
    public string? Optional(string name)
    {
        if (_query is not null)
        {
            return _query.TryGetValue(name, out var values) ? Stored(name, values[0]) : null;
        }

        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            RefuseType(name, value);
            return null;
        }

        return Stored(name, JsonText.Read(value) ?? "\0");
    }

    /// <summary>The description; null if it is absent.</summary>
    public string? Description()
    {
        var text = Optional("description");
        return text is null ? null : Take(Text.Parse(text, "description", Text.MaxDescriptionLength));
    }

    /// <summary>A short text; empty if it is absent.</summary>
    public string Line(string name, int maxLength) => Take(Text.Parse(Optional(name), name, maxLength)) ?? "";

    /// <summary>A JSON boolean; false if it is absent.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            RefuseType(name, value);
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>How many rows a page may have.</summary>
    /// <param name="absent">What holds if the client does not say.</param>
    /// <param name="most">The most it may ask for.</param>
    public int MaxResults(int absent, int most)
    {
        const string Name = "max_results";
        long? asked;
        if (_query is not null)
        {
            if (!_query.TryGetValue(Name, out var values))
            {
                return absent;
            }

            asked = ParseInteger(values[0] ?? "");
            if (asked is null || asked > most)
            {
                RefuseValue(Name, PythonForm.Json(values[0] ?? ""), "str");
            }
        }
        else
        {
            if (Find(Name) is not { } value)
            {
                return absent;
            }

            asked = ParseInteger(value);
            if (asked is null || asked > most)
            {
                RefuseType(Name, value);
            }
        }

        if (asked < 1)
        {
            Refuse($"Invalid value for max_results. It must be a positive integer, but got {asked}", Name);
        }

        return asked is > 0 && asked <= most ? (int)asked : absent;
    }

    /// <summary>A path in the artifact tree; null, the root, if it is absent or empty.</summary>
    public ArtifactPath? ArtifactPath(string name) =>
        Optional(name) is { Length: > 0 } text ? Take(Core.Artifacts.ArtifactPath.Parse(text)) : null;

    /// <summary>A list of strings; empty if it is absent.</summary>
    public IReadOnlyList<string> Strings(string name)
    {
        if (_query is not null)
        {
            return _query.TryGetValue(name, out var values) ? [.. values.Select(text => Stored(name, text) ?? "")] : [];
        }

        if (Find(name) is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => !IsString(item)))
        {
            RefuseType(name, list);
            return [];
        }

        return [.. list.EnumerateArray().Select(item => Stored(name, JsonText.Read(item) ?? "\0") ?? "")];
    }

    /// <summary>
    /// A list of keys and values, unchecked; empty if it is absent. As in MLflow, what is not a string in one counts as
    /// absent, and so does all of an element that is not an object.
    /// </summary>
    public IReadOnlyList<(string? Key, string? Value)> Pairs(string name)
    {
        if (Find(name) is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            RefuseType(name, list);
            return [];
        }

        return [.. list.EnumerateArray().Select(item => (Member(item, "key"), Member(item, "value")))];

        static string? Member(JsonElement item, string key) =>
            item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var value) && IsString(value)
                ? JsonText.Read(value) ?? "\0"
                : null;
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

    /// <summary>Checks a model's name.</summary>
    public ModelName Model(string name) =>
        Take(
            string.IsNullOrWhiteSpace(name)
                ? Error.Invalid("Missing value for required parameter 'name'.", "name")
                : ModelName.Parse(name)
        );

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

    private static bool IsString(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static long? ParseInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static long? ParseInteger(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => ParseInteger(JsonText.Read(value) ?? ""),
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.Number when value.TryGetDouble(out var real) && real == Math.Floor(real) => real switch
            {
                >= long.MaxValue => long.MaxValue,
                <= long.MinValue => long.MinValue,
                _ => (long)real,
            },
            _ => null,
        };

    private JsonElement? Find(string name) =>
        _body.ValueKind == JsonValueKind.Object
        && _body.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    // Every string may end in a row or a query: one that no store can keep is stopped here.
    private string? Stored(string name, string? text)
    {
        if (text is not null && !Text.IsWellFormed(text))
        {
            Refuse($"'{name}' holds a NUL character or half of a surrogate pair.", name);
            return null;
        }

        return text;
    }

    private void RefuseType(string name, JsonElement value) =>
        RefuseValue(name, PythonForm.Json(value), PythonForm.TypeOf(value));

    private void RefuseValue(string name, string value, string type) =>
        Refuse(
            $"Invalid value {value} for parameter '{name}' supplied:  Hint: Value was of type '{type}'. {Help}",
            name
        );

    private void Refuse(string message, string field) => Refusal ??= Error.Invalid(message, field);
}
