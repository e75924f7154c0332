using System.Text;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Policies;
using Gradus.Core.Requests;
using Gradus.Data;
using Gradus.Data.Requests;
using Gradus.Server.Auth;
using Gradus.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Gradus.Server.Http.Repeats;

/// <summary>
/// Carries a request with an Idempotency-Key out once, however often it is sent: who sends it again gets the answer that the
/// first one got. The key is kept in the transaction of what the request does; one that was refused did nothing, and is tried
/// anew.
/// </summary>
internal sealed class RepeatGuard(
    RequestKeyStore store,
    RequestsInFlight inFlight,
    TimeProvider time,
    ILogger<RepeatGuard> logger
)
{
    public const string KeyHeader = "Idempotency-Key";

    // So long after its change a request may still be about to be answered, by another server too.
    private static readonly TimeSpan UnderWay = TimeSpan.FromMinutes(1);

    // The status of an answer of which only that there was one is kept.
    private const int NotKept = 0;

    // Beyond that an answer is not kept.
    private const int MaxAnswer = 256 * 1024;

    /// <summary>Says of an answer that it is not the first.</summary>
    public const string RepeatedHeader = "Idempotent-Replayed";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var sent = context.Request.Headers[KeyHeader];
        if (sent.Count == 0 || !IsKept(context))
        {
            await next(context);
            return;
        }

        var text = sent.ToString();
        if (sent.Count > 1 || !RequestKey.IsKey(text))
        {
            var message =
                sent.Count > 1
                    ? $"{KeyHeader} is sent {sent.Count} times; send it once."
                    : $"{KeyHeader} must be 1 to {RequestKey.MaxLength} visible ASCII characters.";
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status400BadRequest, Error.Invalid(message, KeyHeader));
            return;
        }

        var request = context.Request;
        var body = await ReadBodyAsync(request, context.RequestAborted);
        var target = request.Path + request.QueryString.Value;
        var key = RequestKey.Of(SenderOf(context.Caller()), request.Method, target, text, body);
        using var turn = await inFlight.EnterAsync(key.Id, context.RequestAborted);
        if (turn is null)
        {
            await AskToComeBackAsync(context);
            return;
        }

        await (
            await store.FindAsync(key, context.RequestAborted) is { } kept
                ? AnswerAgainAsync(context, kept, key)
                : CarryOutAsync(context, key, next)
        );
    }

    // Reading changes nothing, work has leases of its own, and bytes are kept by their digest: sending them again does no more.
    private static bool IsKept(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Requirement>()
            is { IsPublic: false, Action: not (PolicyAction.Read or PolicyAction.Work) }
        && context.Request.Method is not ("GET" or "HEAD" or "OPTIONS")
        && (context.Request.HasJsonContentType() || !HasBody(context));

    // Of a user's tokens one that is narrowed does not get the answers of another.
    private static string SenderOf(Caller caller) =>
        caller.Identity?.Scope is { } scope
            ? $"{caller.Actor}\n{string.Join(',', scope.Actions)}\n{string.Join(',', scope.Models)}"
            : caller.Actor;

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    // No JSON is longer, though some routes take files of any size.
    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var bytes = new MemoryStream();
        var block = new byte[64 * 1024];
        while (await request.Body.ReadAsync(block, cancellationToken) is > 0 and var count)
        {
            if (bytes.Length + count > Kestrel.MaxJsonBody)
            {
                throw new BadHttpRequestException(
                    $"A body with an {KeyHeader} has at most {Kestrel.MaxJsonBody} bytes.",
                    StatusCodes.Status413PayloadTooLarge
                );
            }

            bytes.Write(block, 0, count);
        }

        request.Body.Position = 0;
        return bytes.ToArray();
    }

    private async Task AnswerAgainAsync(HttpContext context, KeptRequest kept, RequestKey key)
    {
        if (kept.Body != key.Body)
        {
            var another = Error.Invalid($"This {KeyHeader} was used for another body; take a new one.", KeyHeader);
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, another);
            return;
        }

        if (kept.Answer is null && time.GetUtcNow() - kept.At < UnderWay)
        {
            await AskToComeBackAsync(context);
            return;
        }

        if (kept.Answer is not { Status: not NotKept } answer)
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

        Failpoints.Pass(Failpoint.AnswerMade);
        await KeepAsync(context.Response, key, context.TraceIdentifier, written);
        Failpoints.Pass(Failpoint.AnswerKept);
        written.Position = 0;
        await written.CopyToAsync(wire, client);
    }

    private static Task AskToComeBackAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return ErrorAnswers.WriteAsync(context, StatusCodes.Status409Conflict, Error.RequestRepeated);
    }

    // A secret is shown once, and a refusal is of how things stood: of both only that it was carried out is kept. A failure of
    // the server says nothing of the request.
    private async Task KeepAsync(HttpResponse response, RequestKey key, string requestId, MemoryStream written)
    {
        if (response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            return;
        }

        var isKept =
            response.StatusCode < StatusCodes.Status400BadRequest
            && response.Headers.CacheControl != "no-store"
            && written.Length <= MaxAnswer;
        var location = response.Headers.Location.ToString();
        var answer = isKept
            ? new KeptAnswer(
                response.StatusCode,
                response.ContentType,
                location.Length > 0 ? location : null,
                Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length)
            )
            : new KeptAnswer(NotKept, null, null, "");
        try
        {
            await store.KeepAsync(key, requestId, answer);
        }
        catch (Exception e) when (e is DatabaseBusyException or DatabaseUnavailableException)
        {
            // What was done is done: its sender is told so all the same.
            ServerLog.AnswerNotKept(logger, e, requestId);
        }
    }
}
