namespace Gradus.Serving.Refusals;

/// <summary>Why a request gets no prediction, with the status and the code that MLflow has for it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">MLflow's error code.</param>
/// <param name="Message">One sentence or two for a person.</param>
internal sealed record Refusal(int Status, string Code, string Message)
{
    /// <summary>How many seconds to wait before asking again; null if that would not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether the request was in order and got no answer, which counts against the version that was asked.</summary>
    public bool IsModelsFault => Status is 500 or 502 or 504;

    /// <summary>The request's own fault.</summary>
    public static Refusal BadInput(string message) => new(400, "BAD_REQUEST", message);

    /// <summary>It is not served here.</summary>
    public static Refusal NotFound(string message) => new(404, "RESOURCE_DOES_NOT_EXIST", message);

    /// <summary>Not in a form that is understood.</summary>
    public static Refusal UnsupportedType(string message) => new(415, "BAD_REQUEST", message);

    /// <summary>Too many requests wait already.</summary>
    public static Refusal Busy(int waiting) =>
        new(429, "RESOURCE_EXHAUSTED", $"{waiting} requests wait for this model already; ask again in a moment.")
        {
            RetryAfter = 1,
        };

    /// <summary>The model's own fault: it gave what it does not declare.</summary>
    public static Refusal WrongAnswer(string message) => new(500, "INTERNAL_ERROR", message);

    /// <summary>The gateway's own fault.</summary>
    public static Refusal Bug { get; } = new(500, "INTERNAL_ERROR", "The gateway failed; its log says why.");

    /// <summary>The model's process died, twice.</summary>
    public static Refusal Died(string message) => new(502, "INTERNAL_ERROR", message);

    /// <summary>There is no model to ask yet.</summary>
    public static Refusal Unavailable(string message) =>
        new(503, "TEMPORARILY_UNAVAILABLE", message) { RetryAfter = 1 };

    /// <summary>The model does not answer.</summary>
    public static Refusal TimedOut(string message) => new(504, "DEADLINE_EXCEEDED", message);
}

/// <summary>Ends the reading or answering of a request wherever it is found out that there will be no prediction.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>What is answered.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>The request's own fault.</summary>
    public static RefusedException BadInput(string message) => new(Refusal.BadInput(message));
}
