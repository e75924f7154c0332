using System.Text.Json;
using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>What MLflow says of parameters that are missing or wrong.</summary>
internal static class ParameterErrors
{
    private const string Help = "See the API docs for more information about request parameters.";

    /// <summary>It is absent, null or empty.</summary>
    public static Error Missing(string name) =>
        Error.Invalid($"Missing value for required parameter '{name}'. {Help}", name);

    /// <summary>It is of another type.</summary>
    public static Error WrongType(string name, JsonElement value) =>
        Invalid(name, PythonForm.Json(value), PythonForm.TypeOf(value));

    /// <summary>It is of the right type and wrong all the same.</summary>
    public static Error Invalid(string name, string value, string type) =>
        Error.Invalid(
            $"Invalid value {value} for parameter '{name}' supplied:  Hint: Value was of type '{type}'. {Help}",
            name
        );

    /// <summary>No store can keep it.</summary>
    public static Error Unreadable(string name) =>
        Error.Invalid($"'{name}' holds a NUL character or half of a surrogate pair.", name);
}
