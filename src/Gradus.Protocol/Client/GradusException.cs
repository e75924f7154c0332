namespace Gradus.Protocol.Client;

/// <summary>The server refused a request. The message is its one sentence for people.</summary>
/// <param name="problem">The server's problem details.</param>
/// <param name="status">The HTTP status code.</param>
public sealed class GradusException(ProblemDto problem, int status)
    : Exception(problem.Detail ?? problem.Title ?? $"The server refused with status {status}.")
{
    /// <summary>What the server said.</summary>
    public ProblemDto Problem { get; } = problem;

    /// <summary>The HTTP status code, e.g. 404.</summary>
    public int Status { get; } = status;

    /// <summary>The machine-readable code, e.g. <c>stage_not_found</c>; empty if the server gave none.</summary>
    public string Code => Problem.Code ?? "";

    internal static GradusException Invalid(string detail, string subject) =>
        new(new ProblemDto(null, "Bad Request", 400, detail, "invalid", subject, null), 400);
}
