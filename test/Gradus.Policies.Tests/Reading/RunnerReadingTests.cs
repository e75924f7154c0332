namespace Gradus.Policies.Reading;

/// <summary>What a runner is, what makes none, and which gates may name one.</summary>
public sealed class RunnerReadingTests
{
    private const string Container = "{ name: worker, image: w }";

    [Fact]
    public void A_runner_is_a_namespace_and_a_template_as_json()
    {
        var runner = Files.Read(Files.Whole).Runners.ShouldHaveSingleItem().Value;

        (runner.Name, runner.Namespace).ShouldBe(("gpu", "gates"));
        runner
            .Template.Replace('"', '\'')
            .ShouldBe(
                "{'apiVersion':'batch/v1','kind':'Job','spec':{'backoffLimit':1,'template':{'spec':{'restartPolicy':'Never',"
                    + "'containers':[{'name':'worker','image':'registry.example/gradus-worker:1.0','resources':{'limits':{"
                    + "'nvidia.com/gpu':1,'cpu':0.5}},'envFrom':[{'secretRef':{'name':'gradus-token'}}]}]}}}}"
            );
    }

    [Fact]
    public void A_gate_names_the_runner_of_its_work()
    {
        var gates = Files.Read(Files.Whole).RulesFor("any", "Production").Gates;

        gates.Select(rule => rule.Runner).Distinct().ShouldBe([null, "gpu"]);
        gates[^1].Runner.ShouldBe("gpu");
    }

    [Theory]
    [InlineData("restartPolicy: Never, containers: [{ image: w }]")]
    [InlineData("restartPolicy: OnFailure, containers: [{ name: anything, image: w }]")]
    [InlineData("restartPolicy: Never, containers: [{ name: proxy, image: p }, { name: worker, image: w }]")]
    [InlineData("restartPolicy: Never, containers: [{ image: w, env: [{ name: GRADUS_TOKEN, valueFrom: {} }] }]")]
    [InlineData("restartPolicy: Never, containers: [{ image: w, env: [{ name: GRADUS_SERVER, value: a }] }]")]
    public void A_pod_that_ends_and_has_one_worker_is_right(string pod) => Problems(pod).ShouldBeEmpty();

    [Theory]
    [InlineData($"containers: [{Container}]", "A Job's pods end: give 'restartPolicy: Never'")]
    [InlineData($"restartPolicy: Always, containers: [{Container}]", "A Job's pods end: give 'restartPolicy: Never'")]
    [InlineData("restartPolicy: Never", "give the container that runs gradus-worker in 'containers'.")]
    [InlineData("restartPolicy: Never, containers: []", "give the container that runs gradus-worker in 'containers'.")]
    [InlineData(
        "restartPolicy: Never, containers: [{ name: a, image: w }, { name: b, image: w }]",
        "Of several containers exactly one must be called 'worker': it is the one that runs gradus-worker."
    )]
    [InlineData(
        "restartPolicy: Never, containers: [{ name: worker }]",
        "needs an 'image' that has gradus-worker in it."
    )]
    [InlineData(
        "restartPolicy: Never, containers: [{ image: w, env: [{ name: GRADUS_TOKEN, value: secret }] }]",
        "take GRADUS_TOKEN from a Secret, by 'valueFrom' or 'envFrom'."
    )]
    [InlineData(
        "restartPolicy: Never, containers: [{ image: w, env: [{ name: GRADUS_WORK_LEASE, value: x }] }]",
        "GRADUS_WORK_LEASE is filled in with each piece of work: leave it out."
    )]
    [InlineData(
        $"restartPolicy: Never, restartPolicy: Never, containers: [{Container}]",
        "'restartPolicy' is given twice."
    )]
    [InlineData(
        "restartPolicy: Never, containers: [{ image: w }], volumes: [{ secret: { defaultMode: 0400 } }]",
        "0400 is octal to some programs and decimal to others; write the decimal number, or put text in quotes."
    )]
    public void What_is_wrong_with_a_pod_is_told(string pod, string problem) =>
        Problems(pod).ShouldHaveSingleItem().ShouldContain(problem);

    [Theory]
    [InlineData(
        "apiVersion: v1, kind: Job",
        "The template is a Job of the form batch/v1: give 'apiVersion: batch/v1'."
    )]
    [InlineData("apiVersion: batch/v1, kind: Pod", "The template is a Job of the form batch/v1: give 'kind: Job'.")]
    [InlineData(
        "apiVersion: batch/v1, kind: Job, metadata: { name: mine }",
        "Leave 'name' out of the template: each Job is named after its work."
    )]
    [InlineData(
        "apiVersion: batch/v1, kind: Job, metadata: { namespace: mine }",
        "Leave 'namespace' out of the template: it is the runner's 'namespace'."
    )]
    public void What_is_wrong_with_a_job_is_told(string job, string problem) =>
        Files
            .Problems(
                $$"""
                version: 1
                runners:
                  gpu:
                    kubernetes:
                      template: { {{job}}, spec: { template: { spec: { restartPolicy: Never, containers: [{{Container}}] } } } }
                """
            )
            .ShouldHaveSingleItem()
            .ShouldEndWith(problem);

    [Theory]
    [InlineData("{}", "needs 'spec' here")]
    [InlineData("{ spec: {} }", "needs 'template' here")]
    [InlineData("{ spec: { template: { spec: [] } } }", "needs 'spec' here")]
    public void A_template_without_a_pod_is_told_where_one_belongs(string template, string problem) =>
        Files
            .Problems($"version: 1\nrunners: {{ gpu: {{ kubernetes: {{ template: {template} }} }} }}")
            .ShouldContain(one => one.Contains(problem));

    [Theory]
    [InlineData("parallelism: 2")]
    [InlineData("completions: 3")]
    public void A_piece_of_work_is_done_by_one_pod(string key) =>
        Files
            .Problems(
                $$"""
                version: 1
                runners:
                  gpu:
                    kubernetes:
                      template:
                        apiVersion: batch/v1
                        kind: Job
                        spec: { {{key}}, template: { spec: { restartPolicy: Never, containers: [{{Container}}] } } }
                """
            )
            .ShouldHaveSingleItem()
            .ShouldEndWith($"A piece of work is done by one pod: leave '{key.Split(':')[0]}' out.");

    [Theory]
    [InlineData("gup", "Runner 'gup' does not exist. Did you mean 'gpu'? Runners here: gpu.")]
    [InlineData("GPU", "must be lower-case letters, digits and '-' between them, such as gpu, not 'GPU'.")]
    public void A_runner_that_is_not_there_is_told_where_it_is_named(string name, string problem)
    {
        var text = Files.Whole.Replace("runner: gpu", $"runner: {name}", StringComparison.Ordinal);

        Files.Problems(text).ShouldHaveSingleItem().ShouldEndWith(problem);
    }

    [Fact]
    public void A_file_without_runners_says_so_also_of_checks_after_the_move_and_of_some_models() =>
        Files
            .Problems(
                """
                version: 1
                stages:
                  - name: Production
                    verify: { gates: [{ evaluate: { data: d }, runner: gpu }] }
                models:
                  - match: "*"
                    stages: [{ name: Production, gates: [{ evaluate: { data: d }, runner: gpu }] }]
                """
            )
            .ShouldBe([
                "4:56: Runner 'gpu' does not exist: the file has no 'runners'.",
                "7:75: Runner 'gpu' does not exist: the file has no 'runners'.",
            ]);

    [Theory]
    [InlineData("signature: {}")]
    [InlineData("size: { at_most: 1MB }")]
    [InlineData("threshold: { metric: accuracy, at_least: 0.9, source: logged }")]
    [InlineData("external: { check: c }")]
    public void A_gate_without_work_names_no_runner(string gate)
    {
        var text = Files.Whole.Replace(
            "- latency: { slower: 10%, rate: 20 }",
            $"- {gate.Replace("1MB", "2MB", StringComparison.Ordinal)}",
            StringComparison.Ordinal
        );

        Files
            .Problems(text)
            .ShouldContain(problem => problem.EndsWith("so there is nothing to run: leave 'runner' out."));
    }

    private static IReadOnlyList<string> Problems(string pod) =>
        Files.Problems(
            $$"""
            version: 1
            runners:
              gpu:
                kubernetes:
                  template:
                    apiVersion: batch/v1
                    kind: Job
                    spec: { template: { spec: { {{pod}} } } }
            """
        );
}
