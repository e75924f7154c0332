using System.Globalization;
using System.Text.Json.Nodes;
using Gradus.Protocol.Work;
using Gradus.Worker.Hosting;
using k8s.Models;

namespace Gradus.Worker.Kubernetes;

/// <summary>
/// Fills a runner's template in for one piece of work. The Job is named after the work and its attempt, so that it can be made
/// once only, and carries its lease, so that a dispatcher which was restarted goes on where the one before it was.
/// </summary>
internal sealed class JobForm(DispatcherOptions options)
{
    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string ServerLabel = "gradus/server";
    private const string WorkLabel = "gradus/work";
    private const string LeaseNote = "gradus/lease";
    private const string LeaseSecondsNote = "gradus/lease-seconds";
    private const string Worker = "worker";

    // What pulling an image and fetching a model may take besides the work itself.
    private const int SpareSeconds = 900;

    // Who is not there any more to delete the Job leaves that to the cluster.
    private const int KeptSeconds = 600;

    /// <summary>The labels of this server's Jobs, as a selector.</summary>
    public string Selector => $"{ManagedBy}=gradus,{ServerLabel}={options.ServerKey}";

    /// <summary>The namespace of a piece of work's Job.</summary>
    public string NamespaceOf(WorkRunnerDto runner) => runner.Namespace ?? options.Namespace;

    /// <summary>The name of a piece of work's Job.</summary>
    public string NameOf(WorkDto work) =>
        string.Create(CultureInfo.InvariantCulture, $"gradus-{options.ServerKey}-{work.Id}-{work.Attempt}");

    /// <summary>The Job.</summary>
    public JsonObject Fill(WorkDto work, WorkRunnerDto runner)
    {
        var job = JsonObject.Create(runner.Template.Clone())!;
        var metadata = Inside(job, "metadata");
        metadata["name"] = NameOf(work);
        var labels = Inside(metadata, "labels");
        labels[ManagedBy] = "gradus";
        labels[ServerLabel] = options.ServerKey;
        labels[WorkLabel] = work.Id;
        var notes = Inside(metadata, "annotations");
        notes[LeaseNote] = work.Lease;
        notes[LeaseSecondsNote] = work.LeaseSeconds.ToString(CultureInfo.InvariantCulture);
        var spec = Inside(job, "spec");
        SetUnlessGiven(spec, "backoffLimit", 0);
        SetUnlessGiven(spec, "activeDeadlineSeconds", work.Limits.TimeoutSeconds + SpareSeconds);
        SetUnlessGiven(spec, "ttlSecondsAfterFinished", KeptSeconds);
        var pod = Inside(Inside(spec, "template"), "spec");
        SetUnlessGiven(pod, "automountServiceAccountToken", false);
        FillContainer(WorkerOf(pod), work);
        return job;
    }

    /// <summary>What a Job of a dispatcher's is about; null for one that is not.</summary>
    public static OpenJob? Read(V1Job job) =>
        job.GetLabel(WorkLabel) is { } work
        && job.GetAnnotation(LeaseNote) is { } lease
        && int.TryParse(job.GetAnnotation(LeaseSecondsNote), CultureInfo.InvariantCulture, out var seconds)
            ? new OpenJob(job.Namespace(), job.Name(), work, lease, seconds)
            : null;

    private void FillContainer(JsonObject container, WorkDto work)
    {
        SetUnlessGiven(container, "name", Worker);
        if (container["command"] is null && container["args"] is null)
        {
            container["args"] = new JsonArray("--once");
        }

        // The last words of a worker that could not even begin are in the pod's status then, for the result to tell.
        SetUnlessGiven(container, "terminationMessagePolicy", "FallbackToLogsOnError");
        if (container["env"] is not JsonArray variables)
        {
            container["env"] = variables = [];
        }

        if (!variables.Any(variable => variable?["name"]?.ToString() == AgentCommand.ServerVariable))
        {
            variables.Add(Variable(AgentCommand.ServerVariable, options.Server.AbsoluteUri));
        }

        variables.Add(Variable(Errand.WorkVariable, work.Id));
        variables.Add(Variable(Errand.LeaseVariable, work.Lease));
    }

    private static JsonObject WorkerOf(JsonObject pod)
    {
        var containers = pod["containers"]!.AsArray();
        return containers.Count == 1
            ? containers[0]!.AsObject()
            : containers.First(container => container?["name"]?.ToString() == Worker)!.AsObject();
    }

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Inside(JsonObject node, string key)
    {
        if (node[key] is not JsonObject inside)
        {
            node[key] = inside = [];
        }

        return inside;
    }

    private static void SetUnlessGiven(JsonObject node, string key, JsonNode value)
    {
        if (node[key] is null)
        {
            node[key] = value;
        }
    }
}
