namespace Gradus.Policies.Reading;

/// <summary>
/// What a Job's template must be so that it can be filled in. What else Kubernetes makes of it, the cluster says when the first
/// Job is made.
/// </summary>
internal sealed class JobTemplateCheck(Fields template, ProblemList problems)
{
    /// <summary>The container that does the work, where there are several.</summary>
    public const string Worker = "worker";

    private static readonly string[] Filled = ["GRADUS_WORK_ID", "GRADUS_WORK_LEASE"];

    public void Check()
    {
        CheckWord(template, "apiVersion", "batch/v1");
        CheckWord(template, "kind", "Job");
        if (template.Section("metadata") is { } metadata)
        {
            CheckAbsent(metadata, "name", "each Job is named after its work");
            CheckAbsent(metadata, "generateName", "each Job is named after its work");
            CheckAbsent(metadata, "namespace", "it is the runner's 'namespace'");
        }

        if (Inside(template, "spec") is not { } spec)
        {
            return;
        }

        CheckOne(spec, "parallelism");
        CheckOne(spec, "completions");
        if (Inside(spec, "template") is { } pod && Inside(pod, "spec") is { } podSpec)
        {
            CheckPod(podSpec);
        }
    }

    private void CheckPod(Fields pod)
    {
        if (pod.Text("restartPolicy") is not ("Never" or "OnFailure"))
        {
            Tell(
                pod,
                "restartPolicy",
                "A Job's pods end: give 'restartPolicy: Never', or OnFailure to have the container started again in its place."
            );
        }

        var containers = pod.Sections("containers");
        if (containers.Count == 0)
        {
            Tell(
                pod,
                "containers",
                "Nothing would do the work: give the container that runs gradus-worker in 'containers'."
            );
            return;
        }

        var workers = containers.Count == 1 ? containers : [.. containers.Where(one => one.Text("name") == Worker)];
        if (workers.Count != 1)
        {
            Tell(
                pod,
                "containers",
                $"Of several containers exactly one must be called '{Worker}': it is the one that runs gradus-worker."
            );
            return;
        }

        if (string.IsNullOrWhiteSpace(workers[0].Text("image")))
        {
            Tell(workers[0], "image", "The container needs an 'image' that has gradus-worker in it.");
        }

        CheckVariables(workers[0]);
    }

    private void CheckVariables(Fields container)
    {
        foreach (var variable in container.Sections("env"))
        {
            if (variable.Text("name") is { } name && Filled.Contains(name))
            {
                Tell(variable, "name", $"{name} is filled in with each piece of work: leave it out.");
            }

            if (variable.Text("name") == "GRADUS_TOKEN" && variable.Has("value"))
            {
                Tell(
                    variable,
                    "value",
                    "A policy is read by many, and kept for good: take GRADUS_TOKEN from a Secret, by 'valueFrom' or 'envFrom'."
                );
            }
        }
    }

    private void CheckWord(Fields place, string key, string word)
    {
        if (place.Text(key) != word)
        {
            Tell(place, key, $"The template is a Job of the form batch/v1: give '{key}: {word}'.");
        }
    }

    private void CheckAbsent(Fields place, string key, string why)
    {
        if (place.Has(key))
        {
            Tell(place, key, $"Leave '{key}' out of the template: {why}.");
        }
    }

    // Two pods would do the same work under one lease, and the second find it gone.
    private void CheckOne(Fields spec, string key)
    {
        if (spec.Has(key) && spec.Number(key) is not 1)
        {
            Tell(spec, key, $"A piece of work is done by one pod: leave '{key}' out.");
        }
    }

    private Fields? Inside(Fields place, string key)
    {
        if (place.Section(key) is { } section)
        {
            return section;
        }

        Tell(
            place,
            key,
            $"The template needs '{key}' here, with keys: spec.template.spec holds the pod that does the work."
        );
        return null;
    }

    private void Tell(Fields place, string key, string message) =>
        problems.Add(place.At(key), place.Below(key), message);
}
