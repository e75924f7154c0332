using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>Where a request's parameters stand: in its query or in its body. Absent and null are the same.</summary>
internal interface IParameterSource
{
    /// <summary>A string; of a repeated one the first.</summary>
    Result<string?> Text(string name);

    /// <summary>All strings of a list; empty if it is absent.</summary>
    Result<IReadOnlyList<string>> Texts(string name);

    /// <summary>A whole number that is at most this; null if it is absent.</summary>
    Result<long?> Integer(string name, long most);

    /// <summary>A boolean; false if it is absent.</summary>
    Result<bool> Flag(string name);

    /// <summary>A list of keys and values, unchecked; what is not a string in one counts as absent.</summary>
    Result<IReadOnlyList<(string? Key, string? Value)>> Pairs(string name);
}
