namespace Gradus.Protocol.Client;

/// <summary>There is no answer from the server, or one that no Gradus server gives.</summary>
/// <param name="address">The address that was tried.</param>
/// <param name="message">One sentence without its full stop.</param>
/// <param name="cause">What was thrown below.</param>
public sealed class GradusUnreachableException(Uri address, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The address that was tried.</summary>
    public Uri Address { get; } = address;

    /// <summary>Whether no connection came about at all, so that probably no server runs there.</summary>
    public bool NothingListens { get; init; }
}
