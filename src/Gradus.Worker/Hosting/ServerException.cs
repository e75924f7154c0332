using System.Net;

namespace Gradus.Worker.Hosting;

/// <summary>The server cannot be reached, broke off, or answered with an error; the message is one sentence.</summary>
internal sealed class ServerException(string message, HttpStatusCode? status, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The answer's status; null if there was no answer.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>Whether trying again later may help: no answer, overload, or a fault of the server's.</summary>
    public bool IsTransient =>
        status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;
}
