using System.Globalization;
using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>Parameters in the query: all are text, and a list is a parameter given more than once.</summary>
internal sealed class QueryParameters(IQueryCollection query) : IParameterSource
{
    public Result<string?> Text(string name) => query.TryGetValue(name, out var values) ? values[0] : null;

    public Result<IReadOnlyList<string>> Texts(string name) =>
        query.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : Array.Empty<string>();

    public Result<long?> Integer(string name, long most)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return (long?)null;
        }

        var text = values[0] ?? "";
        return
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number <= most
            ? number
            : ParameterErrors.Invalid(name, PythonForm.Json(text), "str");
    }

    public Result<bool> Flag(string name) => Text(name).Map(text => text == "true");

    // Nothing that is read from a query has pairs.
    public Result<IReadOnlyList<(string? Key, string? Value)>> Pairs(string name) =>
        Array.Empty<(string? Key, string? Value)>();
}
