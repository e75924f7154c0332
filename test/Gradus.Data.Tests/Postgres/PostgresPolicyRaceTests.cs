using System.Diagnostics;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Data.Policies;
using Gradus.Data.Stages;
using Gradus.Testing.Databases;
using Npgsql;

namespace Gradus.Data.Postgres;

/// <summary>A policy that comes into force while somebody moves a version: SQLite has one writer, PostgreSQL has many.</summary>
public sealed class PostgresPolicyRaceTests(PostgresTestDatabase database)
    : PolicyContract(database),
        IClassFixture<PostgresTestDatabase>
{
    [Fact]
    public async Task A_move_that_waited_for_a_policy_to_come_into_force_obeys_it()
    {
        await CreateModelAsync("fraud", 1);
        await using var applying = (NpgsqlConnection)await Test.ConnectAsync();
        await using var transaction = await applying.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(applying, "SELECT name FROM stages ORDER BY name FOR UPDATE");
        await ExecuteAsync(
            applying,
            "INSERT INTO policies (number, digest, content, author, reason, applied_at) "
                + $"VALUES (1, '{Digest.Of(Encoding.UTF8.GetBytes(Gated)).Hex}', '{Gated}', 'root', '', 0)"
        );

        var move = Transitions.MoveAsync(new Move("fraud", 1, "Production", false), Ana);
        await UntilSomebodyWaitsAsync();
        await transaction.CommitAsync(Cancellation);

        (await move).Error!.Code.ShouldBe(ErrorCode.PromotionNeeded);
        (await HoldersAsync("fraud", "Production")).ShouldBeEmpty();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task UntilSomebodyWaitsAsync()
    {
        var watch = Stopwatch.StartNew();
        while (
            (
                await Test.QueryAsync(
                    "SELECT pid::text FROM pg_stat_activity "
                        + "WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
            ).Count == 0
        )
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(20, Cancellation);
        }
    }
}
