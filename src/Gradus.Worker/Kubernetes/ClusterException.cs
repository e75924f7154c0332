using System.Net;

namespace Gradus.Worker.Kubernetes;

/// <summary>The cluster's API server cannot be reached, or refused; the message is one sentence.</summary>
internal sealed class ClusterException(string message, HttpStatusCode? status, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Whether what was to be made is there already.</summary>
    public bool IsConflict => status is HttpStatusCode.Conflict;

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsNotFound => status is HttpStatusCode.NotFound;

    /// <summary>Whether trying again later may help: no answer, overload, or a fault of the cluster's.</summary>
    public bool IsTransient =>
        status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;
}
