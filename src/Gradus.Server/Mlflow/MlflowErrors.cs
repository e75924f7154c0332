using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow;

/// <summary>An error as MLflow's clients read it.</summary>
internal sealed record MlflowErrorDto(string ErrorCode, string Message);

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
        WriteAsync(context, status, CodeOf(error.Code), error.Message);

    /// <summary>Answers with an error that only MLflow knows.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        message = message.Length > MaxMessage ? $"{message[..MaxMessage]}…" : message;
        return new JsonAnswer<MlflowErrorDto>(new(code, message), MlflowJson.Default.MlflowErrorDto).ExecuteAsync(
            context
        );
    }

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

    private static int StatusOf(ErrorCode code) =>
        code switch
        {
            ErrorCode.Invalid or ErrorCode.AlreadyExists => StatusCodes.Status400BadRequest,
            ErrorCode.Conflict
            or ErrorCode.Corrupt
            or ErrorCode.Unmet
            or ErrorCode.PromotionNeeded
            or ErrorCode.PromotionOpen => StatusCodes.Status409Conflict,
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
            ErrorCode.Conflict or ErrorCode.Corrupt => "RESOURCE_CONFLICT",
            // MLflow's clients print the code before the message, and try again after none of these.
            ErrorCode.Unmet or ErrorCode.PromotionNeeded or ErrorCode.PromotionOpen => "INVALID_STATE",
            ErrorCode.RouteNotFound => "ENDPOINT_NOT_FOUND",
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
