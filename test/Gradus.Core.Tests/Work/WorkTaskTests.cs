using CsCheck;
using Gradus.Core.Datasets;

namespace Gradus.Core.Work;

public sealed class WorkTaskTests
{
    private static readonly CommandSpec Command = new(
        "smoke",
        ["pytest", "-q"],
        "junit",
        new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }
    );

    private static readonly WorkTask Task = new(
        WorkKind.Command,
        Limits.Default,
        Command: Command,
        Model: "fraud",
        Stage: "Production",
        Candidate: 2,
        Incumbent: new Compared(1, "aa")
    );

    [Fact]
    public void Every_part_that_the_outcome_depends_on_is_in_the_digest()
    {
        PromotionDataset data = Evidence.Holdout;
        WorkTask[] tasks =
        [
            Task,
            Task with
            {
                Kind = WorkKind.Http,
            },
            Task with
            {
                Limits = new Limits(1, Limits.Default.MemoryBytes),
            },
            Task with
            {
                Limits = new Limits(Limits.Default.TimeoutSeconds, 1),
            },
            Task with
            {
                Command = Command with { Name = "x" },
            },
            Task with
            {
                Command = Command with { Report = "json" },
            },
            Task with
            {
                Command = Command with { Report = null },
            },
            Task with
            {
                Command = Command with { Arguments = ["pytest"] },
            },
            Task with
            {
                Command = Command with { Arguments = ["pytest -q"] },
            },
            Task with
            {
                Command = Command with { Arguments = ["-q", "pytest"] },
            },
            Task with
            {
                Command = Command with { Environment = new Dictionary<string, string>() },
            },
            Task with
            {
                Command = Command with { Environment = new Dictionary<string, string> { ["A"] = "1" } },
            },
            Task with
            {
                Command = null,
            },
            Task with
            {
                Command = null,
                Webhook = new WebhookSpec("hook", "https://a"),
            },
            Task with
            {
                Command = null,
                Webhook = new WebhookSpec("hook", "https://b"),
            },
            Task with
            {
                Command = null,
                Webhook = new WebhookSpec("kook", "https://a"),
            },
            Task with
            {
                Place = "gpu",
            },
            Task with
            {
                Model = "churn",
            },
            Task with
            {
                Stage = "Staging",
            },
            Task with
            {
                Candidate = 3,
            },
            Task with
            {
                Candidate = null,
            },
            Task with
            {
                Incumbent = new Compared(2, "aa"),
            },
            Task with
            {
                Incumbent = new Compared(1, "ab"),
            },
            Task with
            {
                Incumbent = null,
            },
            WorkTask.Evaluate(data, Limits.Default),
            WorkTask.Evaluate(data with { Digest = Evidence.ManifestOf(3).Hex }, Limits.Default),
            WorkTask.Evaluate(data with { Label = "other" }, Limits.Default),
            WorkTask.Evaluate(data with { Task = DatasetTask.Regression }, Limits.Default),
            WorkTask.Evaluate(data with { Task = DatasetTask.Ranking, Query = "x" }, Limits.Default),
            WorkTask.Evaluate(data with { Task = DatasetTask.Ranking, Query = "y" }, Limits.Default),
            WorkTask.Evaluate(data with { Ignore = ["x"] }, Limits.Default),
            WorkTask.Evaluate(data with { Ignore = ["x", "y"] }, Limits.Default),
            WorkTask.Evaluate(data with { Ignore = ["xy"] }, Limits.Default),
        ];

        tasks.Select(task => task.Digest).Distinct().Count().ShouldBe(tasks.Length);
    }

    [Fact]
    public void What_the_outcome_does_not_depend_on_is_not()
    {
        var measuring = WorkTask.Evaluate(Evidence.Holdout, Limits.Default);

        WorkTask
            .Evaluate(Evidence.Holdout with { Name = "renamed", Size = 7 }, Limits.Default)
            .Digest.ShouldBe(measuring.Digest);
        (Task with { Command = Command with { Environment = Reversed() } }).Digest.ShouldBe(Task.Digest);
    }

    [Fact]
    public void Of_requests_for_the_same_work_the_first_that_names_a_runner_says_where()
    {
        WorkRequest[] requests =
        [
            new(Evidence.ManifestOf(1), Task),
            new(Evidence.ManifestOf(2), Task) { Runner = "gpu" },
            new(Evidence.ManifestOf(1), Task with { Command = Command with { Environment = Reversed() } })
            {
                Runner = "cpu",
            },
            new(Evidence.ManifestOf(1), Task) { Runner = "gpu" },
        ];

        WorkRequest
            .Merge(requests)
            .Select(request => (request.Artifact, request.Runner))
            .ShouldBe([(Evidence.ManifestOf(1), "cpu"), (Evidence.ManifestOf(2), "gpu")]);
    }

    [Fact]
    public void An_argument_is_never_taken_for_a_variable_nor_a_part_for_its_neighbour()
    {
        var split = Gen.String[Gen.Char["a=:\n1"], 0, 3].Array[0, 5];

        Gen.Select(split, Gen.Int[0, 5], Gen.Int[0, 5])
            .Sample(
                (parts, one, other) =>
                {
                    var (a, b) = (Cut(parts, one), Cut(parts, other));
                    return (a.Digest == b.Digest) == IsSame(a.Command!, b.Command!);
                }
            );
    }

    // The same texts, some as arguments and the rest as variables.
    private static WorkTask Cut(string[] parts, int at) =>
        Task with
        {
            Command = Command with
            {
                Arguments = [.. parts.Take(at)],
                Environment = parts.Skip(at).Distinct().ToDictionary(part => part, _ => "1"),
            },
        };

    private static bool IsSame(CommandSpec a, CommandSpec b) =>
        a.Arguments.SequenceEqual(b.Arguments) && a.Environment.Keys.ToHashSet().SetEquals(b.Environment.Keys);

    private static Dictionary<string, string> Reversed() =>
        Command.Environment.Reverse().ToDictionary(variable => variable.Key, variable => variable.Value);
}
