using System.Text;
using Gradus.Core.Errors;
using Gradus.Core.Requests;
using Gradus.Data.Requests;
using Gradus.Server.Auth;

namespace Gradus.Server.Http.Repeats;

/// <summary>
/// Carries a request with an Idempotency-Key out once, however often it is sent: who sends it again gets the answer that the
/// first one got. The key is kept in the transaction of what the request does; one that was refused did nothing, and is tried
/// anew.
/// </summary>
internal sealed class RepeatGuard(RequestKeyStore store, RequestsInFlight inFlight)
{
    public const string KeyHeader = "Idempotency-Key";

    // Beyond that an answer is not kept.
    private const int MaxAnswer = 256 * 1024;

    /// <summary>Says of an answer that it is not the first.</summary>
    public const string RepeatedHeader = "Idempotent-Replayed";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var text = context.Request.Headers[KeyHeader].ToString();
        if (text.Length == 0 || !IsKept(context))
        {
            await next(context);
            return;
        }

        if (!RequestKey.IsKey(text))
        {
            var message = $"{KeyHeader} must be 1 to {RequestKey.MaxLength} visible ASCII characters.";
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status400BadRequest, Error.Invalid(message, KeyHeader));
            return;
        }

        var request = context.Request;
        var body = await ReadBodyAsync(request, context.RequestAborted);
        var target = request.Path + request.QueryString.Value;
        var key = RequestKey.Of(context.Caller().Actor, request.Method, target, text, body);
        using var turn = await inFlight.EnterAsync(key.Id, context.RequestAborted);
        if (turn is null)
        {
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status409Conflict, Error.RequestRepeated);
            return;
        }

        await (
            await store.FindAsync(key, context.RequestAborted) is { } kept
                ? AnswerAgainAsync(context, kept, key)
                : CarryOutAsync(context, key, next)
        );
    }

    // Reading changes nothing, and bytes are kept by their digest: sending them again does no more.
    private static bool IsKept(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Requirement>() is { IsPublic: false }
        && context.Request.Method is not ("GET" or "HEAD" or "OPTIONS")
        && (context.Request.ContentType is null || context.Request.HasJsonContentType());

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        request.Body.Position = 0;
        return bytes.ToArray();
    }

    private static async Task AnswerAgainAsync(HttpContext context, KeptRequest kept, RequestKey key)
    {
        if (kept.Body != key.Body)
        {
            var another = Error.Invalid($"This {KeyHeader} was used for another body; take a new one.", KeyHeader);
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, another);
            return;
        }

        if (kept.Answer is not { } answer)
        {
            var lost = Error.Conflict(
                $"This was carried out already, as request {kept.RequestId}; what it was answered is not known any more. "
                    + "Look at how things stand.",
                kept.RequestId
            );
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status409Conflict, lost);
            return;
        }

        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.Headers[RepeatedHeader] = "true";
        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }

        if (answer.Body.Length > 0)
        {
            await response.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private async Task CarryOutAsync(HttpContext context, RequestKey key, RequestDelegate next)
    {
        // Whoever has gone asks again, and then wants to know what came of it.
        var client = context.RequestAborted;
        context.RequestAborted = CancellationToken.None;
        context.CarryOutUnder(key);
        var wire = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
            context.RequestAborted = client;
        }

        await KeepAsync(context.Response, key, context.TraceIdentifier, written);
        written.Position = 0;
        await written.CopyToAsync(wire, client);
    }

    // A secret is shown once; a failure of the server says nothing of the request.
    private async Task KeepAsync(HttpResponse response, RequestKey key, string requestId, MemoryStream written)
    {
        if (
            response.StatusCode < StatusCodes.Status500InternalServerError
            && response.Headers.CacheControl != "no-store"
            && written.Length <= MaxAnswer
        )
        {
            var body = Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length);
            var location = response.Headers.Location.ToString();
            await store.KeepAsync(
                key,
                requestId,
                new KeptAnswer(response.StatusCode, response.ContentType, location.Length > 0 ? location : null, body)
            );
        }
    }
}
