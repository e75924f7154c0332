using System.Text.Json;
using Gradus.Serving.Hosting;
using Gradus.Serving.Refusals;

namespace Gradus.Serving.Http;

/// <summary>
/// The one place where a request's refusals and exceptions end: <c>{"error": …}</c> below <c>/v2</c>, as the Open Inference
/// Protocol has it, and <c>{"error_code": …, "message": …}</c>, as MLflow has it, everywhere else.
/// </summary>
internal static class RefusalAnswers
{
    public static void UseRefusals(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                    await FillEmptyAsync(context);
                }
                catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
                {
                    // The client has gone; there is nobody to answer.
                }
                catch (RefusedException e)
                {
                    await WriteAsync(context, e.Refusal);
                }
                catch (BadHttpRequestException e)
                {
                    await WriteAsync(context, new Refusal(e.StatusCode, "BAD_REQUEST", e.Message));
                }
                catch (Exception e)
                {
                    app.Logger.RequestFailed(e, context.Request.Method, context.Request.Path);
                    await WriteAsync(context, Refusal.Bug);
                }
            }
        );

    // The router answers an unknown path and a wrong method with a bare status.
    private static Task FillEmptyAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode is not (404 or 405) || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        var request = context.Request;
        var message =
            response.StatusCode == 404
                ? $"There is no {request.Path} here."
                : $"{request.Method} is not a method of {request.Path}.";
        return WriteAsync(context, new Refusal(response.StatusCode, "ENDPOINT_NOT_FOUND", message));
    }

    private static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return JsonAnswer.WriteAsync(context, json => Write(json, refusal, context.Request.Path));
    }

    private static void Write(Utf8JsonWriter json, Refusal refusal, PathString path)
    {
        json.WriteStartObject();
        if (path.StartsWithSegments("/v2", StringComparison.Ordinal))
        {
            json.WriteString("error", refusal.Message);
        }
        else
        {
            json.WriteString("error_code", refusal.Code);
            json.WriteString("message", refusal.Message);
        }

        json.WriteEndObject();
    }
}
