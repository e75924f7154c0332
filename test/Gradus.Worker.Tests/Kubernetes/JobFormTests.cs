using System.Text.Json;
using System.Text.Json.Nodes;
using Gradus.Protocol.Work;
using k8s;
using k8s.Models;

namespace Gradus.Worker.Kubernetes;

/// <summary>What becomes of a template.</summary>
public sealed class JobFormTests
{
    private static readonly JobForm Form = new(
        new DispatcherOptions(new Uri("http://gradus.example:5000"), "d", "gates") { ServerKey = "0a1b2c3d" }
    );

    [Fact]
    public void A_template_is_filled_in_with_what_its_pod_has_to_know()
    {
        var job = Read(Fill("{ 'name': 'w', 'image': 'i' }"));

        (job.Name(), job.ApiVersion, job.Kind).ShouldBe(("gradus-0a1b2c3d-12-2", "batch/v1", "Job"));
        job.Labels()
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["app.kubernetes.io/managed-by"] = "gradus",
                    ["gradus/server"] = "0a1b2c3d",
                    ["gradus/work"] = "12",
                },
                ignoreOrder: true
            );
        (job.Spec.BackoffLimit, job.Spec.ActiveDeadlineSeconds, job.Spec.TtlSecondsAfterFinished).ShouldBe(
            (0, 60 + 900, 600)
        );
        var pod = job.Spec.Template.Spec;
        pod.AutomountServiceAccountToken.ShouldBe(false);
        var container = pod.Containers.ShouldHaveSingleItem();
        container.Args.ShouldBe(["--once"]);
        container.TerminationMessagePolicy.ShouldBe("FallbackToLogsOnError");
        container
            .Env.Select(variable => (variable.Name, variable.Value))
            .ShouldBe([
                ("GRADUS_SERVER", "http://gradus.example:5000/"),
                ("GRADUS_WORK_ID", "12"),
                ("GRADUS_WORK_LEASE", "secret"),
            ]);
    }

    [Fact]
    public void What_the_template_says_stays()
    {
        var job = Read(
            Fill(
                """
                { 'name': 'w', 'image': 'i', 'args': ['--once', '--threads', '8'], 'terminationMessagePolicy': 'File',
                  'env': [{ 'name': 'GRADUS_SERVER', 'value': 'http://inside' }] }
                """,
                "'backoffLimit': 3, 'activeDeadlineSeconds': 7, 'ttlSecondsAfterFinished': 1,",
                "'automountServiceAccountToken': true,",
                "'metadata': { 'labels': { 'team': 'risk' }, 'annotations': { 'a': 'b' } },"
            )
        );

        (job.GetLabel("team"), job.GetLabel("gradus/work"), job.GetAnnotation("a")).ShouldBe(("risk", "12", "b"));
        (job.Spec.BackoffLimit, job.Spec.ActiveDeadlineSeconds, job.Spec.TtlSecondsAfterFinished).ShouldBe((3, 7, 1));
        job.Spec.Template.Spec.AutomountServiceAccountToken.ShouldBe(true);
        var container = job.Spec.Template.Spec.Containers.Single();
        container.Args.ShouldBe(["--once", "--threads", "8"]);
        container.TerminationMessagePolicy.ShouldBe("File");
        container
            .Env.Select(variable => (variable.Name, variable.Value))
            .ShouldBe([("GRADUS_SERVER", "http://inside"), ("GRADUS_WORK_ID", "12"), ("GRADUS_WORK_LEASE", "secret")]);
    }

    [Fact]
    public void Of_several_containers_the_one_called_worker_gets_the_work()
    {
        var job = Read(
            Fill("{ 'name': 'proxy', 'image': 'p' }, { 'name': 'worker', 'image': 'w', 'command': ['run'] }")
        );

        var (proxy, worker) = (job.Spec.Template.Spec.Containers[0], job.Spec.Template.Spec.Containers[1]);
        (proxy.Env, proxy.Args).ShouldBe((null, null));
        worker.Env.Count.ShouldBe(3);
        worker.Args.ShouldBeNull("its command is its own");
    }

    [Fact]
    public void A_container_without_a_name_gets_one() =>
        Read(Fill("{ 'image': 'i' }")).Spec.Template.Spec.Containers.Single().Name.ShouldBe("worker");

    [Fact]
    public void The_same_template_is_filled_in_again_for_other_work()
    {
        var runner = Runner("{ 'name': 'w', 'image': 'i' }");

        var first = Form.Fill(Work(), runner);
        var second = Form.Fill(Work() with { Id = "13" }, runner);

        first["metadata"]!["name"]!.ToString().ShouldBe("gradus-0a1b2c3d-12-2");
        second["metadata"]!["name"]!.ToString().ShouldBe("gradus-0a1b2c3d-13-2");
        Read(second).Spec.Template.Spec.Containers.Single().Env.Count.ShouldBe(3);
    }

    [Fact]
    public void What_a_job_is_about_is_read_from_it_again()
    {
        var job = Read(Fill("{ 'name': 'w', 'image': 'i' }"));
        job.Metadata.NamespaceProperty = "gates";

        JobForm.Read(job).ShouldBe(new OpenJob("gates", "gradus-0a1b2c3d-12-2", "12", "secret", 30));
        job.Metadata.Annotations.Remove("gradus/lease");
        JobForm.Read(job).ShouldBeNull();
    }

    [Fact]
    public void The_namespace_is_the_runners_or_the_dispatchers()
    {
        Form.NamespaceOf(Runner("{}")).ShouldBe("gates");
        Form.NamespaceOf(Runner("{}") with { Namespace = "gpu" }).ShouldBe("gpu");
    }

    [Fact]
    public void Two_servers_have_two_keys()
    {
        var one = new DispatcherOptions(new Uri("http://a"), "d", "n").ServerKey;
        var other = new DispatcherOptions(new Uri("http://b"), "d", "n").ServerKey;

        one.ShouldNotBe(other);
        one.ShouldMatch("^[0-9a-f]{8}$");
    }

    private static JsonObject Fill(string containers, string spec = "", string pod = "", string job = "") =>
        Form.Fill(Work(), Runner(containers, spec, pod, job));

    private static WorkRunnerDto Runner(string containers, string spec = "", string pod = "", string job = "") =>
        new(
            "gpu",
            JsonElement.Parse(
                $$"""
                { 'apiVersion': 'batch/v1', 'kind': 'Job', {{job}} 'spec': { {{spec}} 'template': { 'spec': { {{pod}}
                  'restartPolicy': 'Never', 'containers': [{{containers}}] } } } }
                """.Replace('\'', '"')
            )
        );

    private static WorkDto Work() =>
        new(
            "12",
            "secret",
            30,
            2,
            "evaluate",
            new WorkArtifactDto("sha256:00", []),
            new WorkLimitsDto(60, 1_000_000_000)
        );

    private static V1Job Read(JsonObject job) => KubernetesJson.Deserialize<V1Job>(job.ToJsonString());
}
