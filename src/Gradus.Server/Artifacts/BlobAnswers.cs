using System.Net.Http.Headers;
using Gradus.Core.Artifacts;

namespace Gradus.Server.Artifacts;

/// <summary>How bytes that someone uploaded are answered: as a download, never as something a browser would run.</summary>
internal static class BlobAnswers
{
    /// <summary>Streams a file of a version or of the artifact tree.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guard">Checks the bytes on their way.</param>
    /// <param name="file">What to answer; the last part of its path is the name a browser saves it under.</param>
    /// <param name="blob">The blob, opened.</param>
    public static async Task WriteAsync(HttpContext context, ArtifactGuard guard, ManifestFile file, Stream blob)
    {
        await using (blob)
        {
            var response = context.Response;
            response.ContentType = "application/octet-stream";
            response.ContentLength = file.Size;
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
            response.Headers.ETag = $"\"{file.Digest}\"";
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileNameStar = file.Path.Value.Split('/')[^1],
            }.ToString();
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await guard.CopyAsync(blob, response.Body, context.RequestAborted);
            }
        }
    }
}
