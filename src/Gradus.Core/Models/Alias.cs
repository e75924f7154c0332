namespace Gradus.Core.Models;

/// <summary>A name that points at one version of a model.</summary>
public sealed record Alias(string Name, int Version);
