using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Gradus.Core.Errors;
using Gradus.Server.Api.Promotions;
using Gradus.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api;

/// <summary>Turns refusals into RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>The answer's value mapped, or the refusal.</summary>
    public static Results<Ok<TDto>, ProblemHttpResult> Answer<T, TDto>(
        this Result<T> result,
        HttpContext context,
        Func<T, TDto> map
    ) => result.Try(out var value, out var error) ? TypedResults.Ok(map(value)) : Refuse(context, error);

    /// <summary>As <see cref="Answer"/>, for a value that is kept in memory: it is written once.</summary>
    public static Results<KeptAnswer<TDto>, ProblemHttpResult> AnswerKept<T, TDto>(
        this Result<T> result,
        HttpContext context,
        Func<T, TDto> map,
        JsonTypeInfo<TDto> type
    )
        where T : class =>
        result.Try(out var value, out var error) ? KeptAnswer<TDto>.Of(value, map, type) : Refuse(context, error);

    /// <summary>201 with the new thing and where it is, or the refusal.</summary>
    public static Results<Created<TDto>, ProblemHttpResult> AnswerCreated<T, TDto>(
        this Result<T> result,
        HttpContext context,
        Func<T, string> location,
        Func<T, TDto> map
    ) =>
        result.Try(out var value, out var error)
            ? TypedResults.Created(location(value), map(value))
            : Refuse(context, error);

    /// <summary>204, or the refusal.</summary>
    public static Results<NoContent, ProblemHttpResult> AnswerDone(this Result<Done> result, HttpContext context) =>
        result.Try(out _, out var error) ? TypedResults.NoContent() : Refuse(context, error);

    /// <summary>A refusal as a result of a handler.</summary>
    public static ProblemHttpResult Refuse(HttpContext context, Error error) =>
        Refuse(context, StatusOf(error.Code), error);

    /// <summary>Answers with a refusal outside any handler.</summary>
    public static Task WriteAsync(HttpContext context, int status, Error error) =>
        Refuse(context, status, error).ExecuteAsync(context);

    private static ProblemHttpResult Refuse(HttpContext context, int status, Error error)
    {
        var extensions = new Dictionary<string, object?>
        {
            ["code"] = CodeOf(error.Code),
            ["request_id"] = context.TraceIdentifier,
        };
        if (error == Error.RequestRepeated)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        if (error.Subject.Length > 0)
        {
            extensions["subject"] = error.Subject;
        }

        if (error.Unmet.Count > 0)
        {
            extensions["unmet"] = error.Unmet.Select(PromotionMapping.ToDto).ToList();
        }

        return TypedResults.Problem(detail: error.Message, statusCode: status, extensions: extensions);
    }

    private static int StatusOf(ErrorCode code) =>
        code switch
        {
            ErrorCode.Invalid => StatusCodes.Status400BadRequest,
            ErrorCode.AlreadyExists
            or ErrorCode.Conflict
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

    private static string CodeOf(ErrorCode code) => SnakeCase(code.ToString());

    /// <summary>A name as the wire spells it: ModelNotFound → model_not_found.</summary>
    public static string SnakeCase(string name) =>
        string.Concat(
            name.Select(
                (c, i) =>
                    i > 0 && char.IsUpper(c)
                        ? $"_{char.ToLower(c, CultureInfo.InvariantCulture)}"
                        : $"{char.ToLower(c, CultureInfo.InvariantCulture)}"
            )
        );
}
