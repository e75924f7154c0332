namespace Gradus.Core.Errors;

/// <summary>
/// A refusal the caller can act on. <paramref name="Message"/> is one sentence for a person, in the native API's words;
/// <paramref name="Subject"/> is the bare name of what it is about, so that another dialect can word it its own way.
/// </summary>
/// <param name="Code">The kind of refusal.</param>
/// <param name="Message">One clear sentence that names the thing and the rule.</param>
/// <param name="Subject">The name of the thing, e.g. a model's name; empty where there is none.</param>
public sealed record Error(ErrorCode Code, string Message, string Subject = "")
{
    /// <summary>What is not met, one by one, for machines; empty unless the policy refuses.</summary>
    public IReadOnlyList<Promotions.Condition> Unmet { get; init; } = [];

    /// <summary>The request is malformed; <paramref name="field"/> names the offending field, if there is one.</summary>
    public static Error Invalid(string message, string field = "") => new(ErrorCode.Invalid, message, field);

    /// <summary>The state of the registry forbids the change.</summary>
    public static Error Conflict(string message, string subject = "") => new(ErrorCode.Conflict, message, subject);

    /// <summary>The same request is under way, or has just been carried out, on this server or another.</summary>
    public static Error RequestRepeated { get; } =
        new(
            ErrorCode.Conflict,
            "A request with this Idempotency-Key is being carried out; ask again in a moment.",
            "Idempotency-Key"
        );

    /// <summary>No registered model is called <paramref name="name"/>.</summary>
    public static Error ModelNotFound(string name) =>
        new(ErrorCode.ModelNotFound, $"Registered model '{name}' does not exist.", name);

    /// <summary>Model <paramref name="model"/> has no version <paramref name="version"/>.</summary>
    public static Error VersionNotFound(string model, string version) =>
        new(ErrorCode.VersionNotFound, $"Version {version} of registered model '{model}' does not exist.", version);

    /// <summary>Model <paramref name="model"/> has no alias <paramref name="alias"/>.</summary>
    public static Error AliasNotFound(string model, string alias) =>
        new(ErrorCode.AliasNotFound, $"Registered model '{model}' has no alias '{alias}'.", alias);

    /// <summary>No data set is registered as <paramref name="name"/>.</summary>
    public static Error DatasetNotFound(string name) =>
        new(ErrorCode.DatasetNotFound, $"Data set '{name}' does not exist.", name);

    /// <summary>No promotion has the id <paramref name="id"/>.</summary>
    public static Error PromotionNotFound(string id) =>
        new(ErrorCode.PromotionNotFound, $"Promotion '{id}' does not exist.", id);

    /// <summary>There is no such hold.</summary>
    public static Error HoldNotFound(string id) => new(ErrorCode.RecordNotFound, $"There is no hold '{id}'.", id);

    /// <summary>There is no such waiver.</summary>
    public static Error WaiverNotFound(string id) => new(ErrorCode.RecordNotFound, $"There is no waiver '{id}'.", id);

    /// <summary>Nothing is stored at <paramref name="path"/>.</summary>
    public static Error ArtifactNotFound(string path) =>
        new(ErrorCode.ArtifactNotFound, $"Artifact '{path}' does not exist.", path);

    /// <summary>No user is called <paramref name="name"/>.</summary>
    public static Error UserNotFound(string name) =>
        new(ErrorCode.RecordNotFound, $"User '{name}' does not exist.", name);

    /// <summary>No group is called <paramref name="name"/>.</summary>
    public static Error GroupNotFound(string name) =>
        new(ErrorCode.RecordNotFound, $"Group '{name}' does not exist.", name);

    /// <summary>No token has the id <paramref name="id"/>.</summary>
    public static Error TokenNotFound(string id) => new(ErrorCode.RecordNotFound, $"Token '{id}' does not exist.", id);
}
