namespace Gradus.Worker.Kubernetes;

/// <summary>A Job that was made for a piece of work.</summary>
/// <param name="Namespace">Where it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Work">The work's id.</param>
/// <param name="Lease">The lease that the work is held under.</param>
/// <param name="LeaseSeconds">How long the lease holds without a heartbeat.</param>
internal sealed record OpenJob(string Namespace, string Name, string Work, string Lease, int LeaseSeconds);
