using Gradus.Core.Errors;
using Gradus.Core.Promotions;

namespace Gradus.Server.Mlflow;

/// <summary>
/// An error as MLflow's clients read it. The last two are Gradus's own; Python's clients keep them in the exception's json.
/// </summary>
/// <param name="ErrorCode">One of MLflow's codes.</param>
/// <param name="Message">What a person reads.</param>
/// <param name="Promotion">The promotion that the refused call became, or belongs to.</param>
/// <param name="Unmet">What is not met, one by one.</param>
internal sealed record MlflowErrorDto(
    string ErrorCode,
    string Message,
    string? Promotion = null,
    IReadOnlyList<MlflowConditionDto>? Unmet = null
);

/// <summary>A condition of a promotion that is not met.</summary>
internal sealed record MlflowConditionDto(string Kind, string Name, string Message, string Unblock);

/// <summary>Turns refusals into MLflow's error codes, statuses and words.</summary>
internal static class MlflowErrors
{
    // Messages repeat what was sent, and that can be anything.
    private const int MaxMessage = 4_000;

    private static readonly string[] Prefixes =
    [
        "/api/2.0/",
        "/ajax-api/",
        "/api/3.0/",
        "/get-artifact",
        "/model-versions/get-artifact",
    ];

    /// <summary>Whether clients of this path expect MLflow's errors.</summary>
    public static bool Speaks(PathString path) =>
        Prefixes.Any(prefix => path.Value!.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Answers with a status and the error's code and message.</summary>
    public static Task WriteAsync(HttpContext context, int status, Error error) =>
        WriteAsync(
            context,
            status,
            new MlflowErrorDto(
                CodeOf(error.Code),
                error.Message,
                error.Code is ErrorCode.Unmet or ErrorCode.PromotionOpen ? error.Subject : null,
                error.Unmet.Count == 0 ? null : [.. error.Unmet.Select(From)]
            )
        );

    /// <summary>Answers with an error that only MLflow knows.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string message) =>
        WriteAsync(context, status, new MlflowErrorDto(code, message));

    /// <summary>A refusal as a handler's answer.</summary>
    public static IResult Refuse(Error error) => new RefusalAnswer(Word(error));

    /// <summary>A refusal in MLflow's words, where they follow from what it is about.</summary>
    public static Error Word(Error error) =>
        error.Code switch
        {
            ErrorCode.ModelNotFound => error with { Message = $"Registered Model with name={error.Subject} not found" },
            ErrorCode.AliasNotFound => Error.Invalid($"Registered model alias {error.Subject} not found.", "alias"),
            _ => error,
        };

    private static Task WriteAsync(HttpContext context, int status, MlflowErrorDto error)
    {
        context.Response.StatusCode = status;
        error = error.Message.Length > MaxMessage ? error with { Message = $"{error.Message[..MaxMessage]}…" } : error;
        return new JsonAnswer<MlflowErrorDto>(error, MlflowJson.Default.MlflowErrorDto).ExecuteAsync(context);
    }

    private static MlflowConditionDto From(Condition condition) =>
        new(condition.Kind, condition.Name, condition.Message, condition.Unblock);

    private static int StatusOf(ErrorCode code) =>
        code switch
        {
            ErrorCode.Invalid or ErrorCode.AlreadyExists => StatusCodes.Status400BadRequest,
            ErrorCode.Conflict
            or ErrorCode.Corrupt
            or ErrorCode.Unmet
            or ErrorCode.PromotionNeeded
            or ErrorCode.PromotionOpen => StatusCodes.Status409Conflict,
            ErrorCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            ErrorCode.Forbidden => StatusCodes.Status403Forbidden,
            ErrorCode.TooBusy => StatusCodes.Status429TooManyRequests,
            ErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            ErrorCode.Internal => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status404NotFound,
        };

    private static string CodeOf(ErrorCode code) =>
        code switch
        {
            ErrorCode.Invalid => "INVALID_PARAMETER_VALUE",
            ErrorCode.AlreadyExists => "RESOURCE_ALREADY_EXISTS",
            // Also for what the policy does not let through: see docs/adr/0013-refused-legacy-calls.md.
            ErrorCode.Conflict
            or ErrorCode.Corrupt
            or ErrorCode.Unmet
            or ErrorCode.PromotionNeeded
            or ErrorCode.PromotionOpen => "RESOURCE_CONFLICT",
            ErrorCode.RouteNotFound => "ENDPOINT_NOT_FOUND",
            ErrorCode.Unauthenticated => "UNAUTHENTICATED",
            ErrorCode.Forbidden => "PERMISSION_DENIED",
            ErrorCode.TooBusy => "REQUEST_LIMIT_EXCEEDED",
            ErrorCode.Unavailable => "TEMPORARILY_UNAVAILABLE",
            ErrorCode.Internal => "INTERNAL_ERROR",
            _ => "RESOURCE_DOES_NOT_EXIST",
        };

    private sealed class RefusalAnswer(Error error) : IResult
    {
        public Task ExecuteAsync(HttpContext context) => WriteAsync(context, StatusOf(error.Code), error);
    }
}
