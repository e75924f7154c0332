namespace Gradus.Core.Work;

/// <summary>Somewhere that gates' work is done other than by workers: as Jobs of a Kubernetes cluster.</summary>
/// <param name="Name">What gates call it: lower-case letters, digits and '-'.</param>
/// <param name="Namespace">The namespace of its Jobs; null for the dispatcher's own.</param>
/// <param name="Template">The Job to be filled in, a JSON object of the form batch/v1.</param>
public sealed record JobRunner(string Name, string? Namespace, string Template);
