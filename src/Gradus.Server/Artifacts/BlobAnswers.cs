using System.Net.Http.Headers;
using Gradus.Artifacts;
using Gradus.Server.Http;

namespace Gradus.Server.Artifacts;

/// <summary>How bytes that someone uploaded are answered: as a download, never as something a browser would run.</summary>
internal static class BlobAnswers
{
    /// <summary>Answers with stored bytes; damage that shows before the first byte is a refusal, later it breaks off.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guard">Checks the bytes on their way.</param>
    /// <param name="blob">What to answer.</param>
    /// <param name="fileName">The name a browser saves it under.</param>
    public static async Task SendAsync(HttpContext context, ArtifactGuard guard, StoredBlob blob, string fileName)
    {
        if (!(await guard.OpenAsync(blob.Digest, blob.Size)).Try(out var bytes, out var error))
        {
            await ErrorAnswers.WriteAsync(context, StatusCodes.Status409Conflict, error);
            return;
        }

        await using (bytes)
        {
            Describe(context.Response, blob, fileName);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await guard.CopyAsync(bytes, context.Response.Body, context.RequestAborted);
            }
        }
    }

    private static void Describe(HttpResponse response, StoredBlob blob, string fileName)
    {
        response.ContentType = "application/octet-stream";
        response.ContentLength = blob.Size;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers.ETag = $"\"{blob.Digest}\"";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileNameStar = fileName,
        }.ToString();
    }
}
