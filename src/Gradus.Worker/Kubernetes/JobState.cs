using System.Globalization;
using k8s.Models;

namespace Gradus.Worker.Kubernetes;

/// <summary>How far a Job is, by what the cluster says of it and of its pods.</summary>
internal abstract record JobState
{
    private const string True = "True";
    private const int MostReason = 1_000;

    // Trying again does not help where the name is none, or the node may not pull.
    private static readonly string[] Hopeless = ["InvalidImageName", "ErrImageNeverPull"];

    private JobState() { }

    /// <summary>Whether what its pods say matters: it has not ended well, and none of them runs.</summary>
    public static bool IsToldByPods(V1Job job) =>
        !Has(job, "Complete") && (Has(job, "Failed") || job.Status?.Ready is null or 0);

    /// <summary>Reads it.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="pods">Its pods, where <see cref="IsToldByPods"/>.</param>
    public static JobState Of(V1Job job, IReadOnlyList<V1Pod> pods)
    {
        if (Has(job, "Complete"))
        {
            return new Ended();
        }

        if (Condition(job, "Failed") is { } failed)
        {
            var detail = pods.Select(WhyFailed).FirstOrDefault(why => why is not null) ?? failed.Message;
            return new Failed(Clip($"The Job failed ({failed.Reason}): {detail ?? "it does not say why"}"));
        }

        if (job.Status?.Ready is > 0)
        {
            return new Running();
        }

        if (job.Spec?.Suspend is true)
        {
            return new Waiting("it is suspended", IsSuspended: true);
        }

        var waiting = pods.SelectMany(Containers).Select(status => status.State?.Waiting).FirstOrDefault(IsTelling);
        var why = waiting is null
            ? pods.Select(WhyUnscheduled).FirstOrDefault(unscheduled => unscheduled is not null)
            : Say(waiting.Reason, waiting.Message);
        return waiting is not null && Hopeless.Contains(waiting.Reason)
            ? new Failed(Clip($"The Job's pod cannot start: {why}"))
            : new Waiting(Clip(why ?? (pods.Count == 0 ? "no pod was made for it" : "its pod does not say why")));
    }

    private static bool Has(V1Job job, string type) => Condition(job, type) is not null;

    private static V1JobCondition? Condition(V1Job job, string type) =>
        job.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == True);

    private static IEnumerable<V1ContainerStatus> Containers(V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    private static bool IsTelling(V1ContainerStateWaiting? waiting) =>
        waiting is { Reason: not (null or "ContainerCreating" or "PodInitializing") };

    private static string? WhyUnscheduled(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" })
            is { } condition
            ? Say(condition.Reason, condition.Message)
            : null;

    private static string? WhyFailed(V1Pod pod)
    {
        if (pod.Status?.Reason is { } reason)
        {
            return $"its pod was ended: {Say(reason, pod.Status.Message)}";
        }

        var ended = Containers(pod)
            .FirstOrDefault(status =>
                (status.State?.Terminated ?? status.LastState?.Terminated) is { ExitCode: not 0 }
            );
        return (ended?.State?.Terminated ?? ended?.LastState?.Terminated) is { } terminated
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"container {ended!.Name} exited with {terminated.ExitCode}: {Say(terminated.Reason, LastLine(terminated.Message))}"
            )
            : null;
    }

    private static string Say(string? reason, string? message) =>
        string.IsNullOrWhiteSpace(message) ? reason ?? "no reason given"
        : string.IsNullOrWhiteSpace(reason) ? message
        : $"{reason}: {message}";

    private static string? LastLine(string? message) =>
        message?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();

    private static string Clip(string text) => text.Length <= MostReason ? text : $"{text[..(MostReason - 1)]}…";

    /// <summary>No pod runs yet.</summary>
    /// <param name="Why">What it waits for, in a clause.</param>
    /// <param name="IsSuspended">Whether somebody holds it back, a queue of the cluster's for one, so that it is not late.</param>
    public sealed record Waiting(string Why, bool IsSuspended = false) : JobState;

    /// <summary>A pod runs.</summary>
    public sealed record Running : JobState;

    /// <summary>Its pod has ended well.</summary>
    public sealed record Ended : JobState;

    /// <summary>It has failed, or cannot but fail.</summary>
    /// <param name="Reason">Why, in a sentence without its full stop.</param>
    public sealed record Failed(string Reason) : JobState;
}
