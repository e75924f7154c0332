using Gradus.Artifacts;
using Gradus.Core.Errors;
using Gradus.Data;
using Gradus.Server.Api;
using Gradus.Server.Hosting;
using Gradus.Server.Mlflow;

namespace Gradus.Server.Http;

/// <summary>
/// The one place where a request's exceptions end. Whatever goes wrong is answered in the dialect of the path that was
/// asked: MLflow's error JSON below its prefixes, problem details everywhere else.
/// </summary>
internal static class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app) =>
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
                catch (Exception e)
                {
                    await AnswerAsync(context, e, app.Logger);
                }
            }
        );

    public static Task WriteAsync(HttpContext context, int status, Error error) =>
        MlflowErrors.Speaks(context.Request.Path)
            ? MlflowErrors.WriteAsync(context, status, error)
            : Problems.WriteAsync(context, status, error);

    // The router answers an unknown path, a wrong method and a wrong content type with a bare status.
    private static Task FillEmptyAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        var request = context.Request;
        var error = response.StatusCode switch
        {
            404 => new Error(ErrorCode.RouteNotFound, $"There is no {request.Path} here."),
            405 => new Error(ErrorCode.RouteNotFound, $"{request.Method} is not a method of {request.Path}."),
            413 => BadRequest.TooLarge,
            415 => BadRequest.NotJson,
            _ => Error.Invalid("The request was refused."),
        };
        return WriteAsync(context, response.StatusCode, error);
    }

    private static async Task AnswerAsync(HttpContext context, Exception exception, ILogger logger)
    {
        var (status, error) = Understand(exception);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            ServerLog.RequestFailed(
                logger,
                exception,
                context.TraceIdentifier,
                context.Request.Method,
                context.Request.Path
            );
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        await WriteAsync(context, status, error);
    }

    private static (int Status, Error Error) Understand(Exception exception) =>
        exception switch
        {
            BadHttpRequestException e => (e.StatusCode, BadRequest.Explain(e)),
            CorruptBlobException e => (409, e.ToError()),
            DatabaseBusyException e => (429, new Error(ErrorCode.TooBusy, e.Message)),
            DatabaseUnavailableException e => (503, new Error(ErrorCode.Unavailable, e.Message)),
            _ => (500, new Error(ErrorCode.Internal, "The server failed; its log says why under this request's id.")),
        };
}
