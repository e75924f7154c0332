using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Models;

public abstract class MetricStoreContract(TestDatabase database) : PolicyContract(database)
{
    [Fact]
    public async Task A_metric_is_kept_as_it_was_logged_last_with_who_and_when()
    {
        await CreateModelAsync("fraud", 1);
        await LogAsync(1, 0.5);
        Clock.Advance(TimeSpan.FromMinutes(1));

        var logged = await Metrics.LogAsync(
            "fraud",
            1,
            new Dictionary<string, double> { ["accuracy"] = 0.1 + 0.2, ["Ära"] = -1e300 },
            Ben
        );

        logged.Value.ShouldBe([
            new LoggedMetric("accuracy", 0.1 + 0.2, "ben", Clock.Now),
            new LoggedMetric("Ära", -1e300, "ben", Clock.Now),
        ]);
        (await Metrics.ListAsync("fraud", 1, Cancellation)).Value.ShouldBe(logged.Value);
    }

    [Fact]
    public async Task Not_a_number_stays_not_a_number()
    {
        await CreateModelAsync("fraud", 1);

        await LogAsync(1, double.NaN);

        (await Metrics.ListAsync("fraud", 1, Cancellation)).Value.ShouldHaveSingleItem().Value.ShouldBe(double.NaN);
    }

    [Fact]
    public async Task Zero_has_no_sign_on_either_database()
    {
        await CreateModelAsync("fraud", 1);

        await LogAsync(1, -0.0);

        var value = (await Metrics.ListAsync("fraud", 1, Cancellation)).Value.ShouldHaveSingleItem().Value;
        (value, double.IsNegative(value)).ShouldBe((0, false));
    }

    [Fact]
    public async Task Metrics_belong_to_one_version_follow_its_models_name_and_end_with_it()
    {
        await CreateModelAsync("fraud", 2);
        await LogAsync(1, 0.5);

        (await Metrics.ListAsync("fraud", 2, Cancellation)).Value.ShouldBeEmpty();
        await Models.RenameAsync("fraud", ModelName.Parse("theft").Value, Ana);
        (await Metrics.ListAsync("theft", 1, Cancellation)).Value.Count.ShouldBe(1);
        await Versions.DeleteAsync("theft", 1, Ana);

        (await Test.QueryAsync("SELECT COUNT(*) FROM version_metrics")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Of_what_does_not_exist_nothing_is_logged_or_told()
    {
        await CreateModelAsync("fraud", 1);
        var metrics = new Dictionary<string, double> { ["a"] = 1 };

        (await Metrics.LogAsync("nobody", 1, metrics, Ana)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await Metrics.LogAsync("fraud", 2, metrics, Ana)).Error.ShouldBe(Error.VersionNotFound("fraud", "2"));
        (await Metrics.ListAsync("nobody", 1, Cancellation)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await Metrics.ListAsync("fraud", 2, Cancellation)).Error.ShouldBe(Error.VersionNotFound("fraud", "2"));
    }

    [Fact]
    public async Task Metrics_logged_at_once_are_all_there()
    {
        await CreateModelAsync("fraud", 1);

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i => Metrics.LogAsync("fraud", 1, new Dictionary<string, double> { [$"m{i:00}"] = i }, Ana))
        );

        var listed = (await Metrics.ListAsync("fraud", 1, Cancellation)).Value;
        listed.Select(metric => metric.Value).ShouldBe(Enumerable.Range(0, 16).Select(i => (double)i));
    }
}

public sealed class SqliteMetricStoreTests(SqliteTestDatabase database)
    : MetricStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresMetricStoreTests(PostgresTestDatabase database)
    : MetricStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
