using System.Collections.Concurrent;

namespace Gradus.Crash.Tests;

/// <summary>
/// What the server has acknowledged, and what it was asked for when it was killed: the one must be there afterwards, the
/// other whole or not at all. An operation is known by an id that it leaves in what it writes.
/// </summary>
internal sealed class Acknowledged
{
    /// <summary>Operation → the version it made.</summary>
    public ConcurrentDictionary<string, (string Model, int Version)> Versions { get; } = new();

    /// <summary>Operation → the version it moved, and where to.</summary>
    public ConcurrentDictionary<string, (string Model, int Version, string Stage)> Moves { get; } = new();

    /// <summary>(Model, tag) → the last value that was set. Each client has tags of its own, and counts up.</summary>
    public ConcurrentDictionary<(string Model, string Key), long> Tags { get; } = new();

    /// <summary>Digests of blobs that were stored, with their sizes.</summary>
    public ConcurrentDictionary<string, long> Blobs { get; } = new();

    /// <summary>Digests of blobs that were being sent, with their sizes.</summary>
    public ConcurrentDictionary<string, long> Sent { get; } = new();

    /// <summary>Promotions that were opened.</summary>
    public ConcurrentBag<string> Promotions { get; } = [];
}
