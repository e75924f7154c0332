using Gradus.Core.Datasets;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Artifacts;
using Gradus.Data.Datasets;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

/// <summary>Who is given the work of gates that name a runner.</summary>
public abstract class RunnerWorkContract(TestDatabase database) : PolicyContract(database)
{
    private static readonly string Unnamed = Policed("gpu", "image: w")
        .Replace("runner: gpu", "retries: 0", StringComparison.Ordinal);

    [Fact]
    public async Task What_names_a_runner_of_the_policy_is_given_to_dispatchers_with_the_template_in_force()
    {
        await ApplyAsync(Policed("gpu", "image: old"));
        await AskAsync(1);
        await ApplyAsync(Policed("gpu", "image: new"));

        (await Work.LeaseAsync("worker", "lease-1")).ShouldBeNull();
        var count = await Work.CountAsync(Cancellation);
        var leased = (await Work.LeaseAsync("dispatcher", "lease-2", forJobs: true)).ShouldNotBeNull();

        count.ShouldBe(new WorkCount(Waiting: 1, Taken: 0, ForRunners: 1));
        (leased.Runner!.Name, leased.Runner.Namespace).ShouldBe(("gpu", "gates"));
        leased.Runner.Template.ShouldContain("\"image\":\"new\"");
        (await Work.LeaseAsync("dispatcher", "lease-3", forJobs: true)).ShouldBeNull();
    }

    [Fact]
    public async Task What_names_none_is_not_given_to_dispatchers()
    {
        await ApplyAsync(Unnamed);
        await AskAsync(1);

        (await Work.LeaseAsync("dispatcher", "lease-1", forJobs: true)).ShouldBeNull();
        (await Work.LeaseAsync("worker", "lease-2")).ShouldNotBeNull().Runner.ShouldBeNull();
    }

    [Fact]
    public async Task What_names_a_runner_that_the_policy_has_not_any_more_is_given_to_workers()
    {
        await ApplyAsync(Policed("gpu", "image: w"));
        await AskAsync(1);
        await ApplyAsync(Policed("cpu", "image: w"));

        (await Work.LeaseAsync("dispatcher", "lease-1", forJobs: true)).ShouldBeNull();
        (await Work.LeaseAsync("worker", "lease-2")).ShouldNotBeNull().Runner.ShouldBeNull();
    }

    [Fact]
    public async Task Times_of_a_runner_that_is_gone_are_measured_by_nobody()
    {
        await ApplyAsync(Policed("gpu", "image: w", "latency: { data: holdout, p95_ms: 10 }"));
        await AskAsync(1);
        await ApplyAsync("version: 1");

        (await Work.LeaseAsync("worker", "lease-1")).ShouldBeNull();

        (await Test.QueryAsync("SELECT COUNT(*) FROM work")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Who_asks_for_the_same_with_a_runner_decides_where_unless_somebody_is_at_it()
    {
        await ApplyAsync(Unnamed);
        await AskAsync(2);
        var taken = (await Work.LeaseAsync("worker", "lease-1")).ShouldNotBeNull();
        await ApplyAsync(Policed("gpu", "image: w"));
        await AdvanceAsync("p-1");
        await AdvanceAsync("p-2");

        (await Work.LeaseAsync("worker", "lease-2")).ShouldBeNull();
        (await Work.LeaseAsync("dispatcher", "lease-3", forJobs: true)).ShouldNotBeNull().Id.ShouldNotBe(taken.Id);
        (await Work.LeaseAsync("dispatcher", "lease-4", forJobs: true)).ShouldBeNull();
        (await CompleteAsync(taken, 0.95)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_a_lease_was_handed_on_to_finds_the_work_under_it_until_it_is_done()
    {
        await ApplyAsync(Unnamed);
        await AskAsync(1);
        var work = (await Work.LeaseAsync("dispatcher", "lease-1")).ShouldNotBeNull();

        var found = (await Work.FindLeasedAsync(work.Id, "lease-1", Cancellation)).ShouldNotBeNull();
        var guessed = await Work.FindLeasedAsync(work.Id, "lease-2", Cancellation);
        await CompleteAsync(work, 0.95);
        var done = await Work.FindLeasedAsync(work.Id, "lease-1", Cancellation);

        (found.Id, found.Attempt, found.Manifest.Digest).ShouldBe((work.Id, 1, work.Manifest.Digest));
        found.Task.Digest.ShouldBe(work.Task.Digest);
        guessed.ShouldBeNull();
        done.ShouldBeNull();
    }

    private static string Policed(string runner, string container, string gate = "evaluate: { data: holdout }") =>
        $$"""
            version: 1
            runners:
              {{runner}}:
                kubernetes:
                  namespace: gates
                  template:
                    apiVersion: batch/v1
                    kind: Job
                    spec: { template: { spec: { restartPolicy: Never, containers: [{ {{container}} }] } } }
            stages:
              - name: Production
                gates:
                  - {{gate}}
                    runner: {{runner}}
            """;

    // Promotions p-1 … of as many versions, each of which waits for what the policy's gate needs.
    private async Task AskAsync(int versions)
    {
        await CreateMeasurableAsync("fraud", versions);
        await new DatasetStore(Database).PutAsync(
            ModelName.Parse("holdout").Value,
            Blobs.DigestOf("data"),
            4,
            new DatasetColumns("class", []),
            Ana
        );
        for (var i = 1; i <= versions; i++)
        {
            await OpenAsync($"p-{i}", i, PromotionTerms.Plain);
            await AdvanceAsync($"p-{i}");
        }
    }
}

public sealed class SqliteRunnerWorkTests(SqliteTestDatabase database)
    : RunnerWorkContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRunnerWorkTests(PostgresTestDatabase database)
    : RunnerWorkContract(database),
        IClassFixture<PostgresTestDatabase>;
