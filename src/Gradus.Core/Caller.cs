namespace Gradus.Core;

/// <summary>Who asks for a change, and by which request: both go into the history.</summary>
/// <param name="Actor">The person's or service's name.</param>
/// <param name="RequestId">The id under which the request was logged and answered.</param>
public readonly record struct Caller(string Actor, string RequestId);
