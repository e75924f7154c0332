using Gradus.Core.Errors;

namespace Gradus.Server.Api;

/// <summary>A version's number, as a query gives it.</summary>
internal static class VersionNumber
{
    /// <summary>Why it cannot be one; null if it can, or is not given.</summary>
    public static Error? FindFlaw(int? version) =>
        version is < 1 ? Error.Invalid("version must be 1 or more.", "version") : null;
}
