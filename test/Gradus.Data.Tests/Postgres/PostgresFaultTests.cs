using System.Net;
using System.Net.Sockets;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Testing.Databases;
using Npgsql;

namespace Gradus.Data.Postgres;

public sealed class PostgresFaultTests(PostgresTestDatabase database)
    : StoreContract(database),
        IClassFixture<PostgresTestDatabase>
{
    private string Address => ((PostgresTestDatabase)Test).Address;

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_write_is_an_outage_and_the_next_write_works()
    {
        await CreateModelAsync("fraud");
        for (var i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<DatabaseUnavailableException>(() =>
                Database.WriteAsync<int>(async session =>
                {
                    await session.ExecuteAsync("UPDATE models SET description = 'half-written'");
                    await CutAsync(session);
                    session.Declare(Ana, LedgerAction.ModelDescribe, "models");
                    return await session.ExecuteAsync("UPDATE models SET updated_at = 1");
                })
            );
        }

        (await GetModelAsync("fraud")).Description.ShouldBeNull();
        (await Models.DescribeAsync("fraud", "whole", Ana)).Value.Description.ShouldBe("whole");
    }

    [Fact]
    public async Task A_connection_cut_right_before_the_commit_leaves_nothing()
    {
        await CreateModelAsync("fraud");

        await Should.ThrowAsync<DatabaseUnavailableException>(() =>
            Database.WriteAsync<int>(async session =>
            {
                await session.ExecuteAsync("UPDATE models SET description = 'half-written'");
                await CutAsync(session);
                return 1;
            })
        );

        (await GetModelAsync("fraud")).Description.ShouldBeNull();
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_read_is_an_outage_and_the_next_read_works()
    {
        await CreateModelAsync("fraud");

        await Should.ThrowAsync<DatabaseUnavailableException>(() =>
            Database.ReadAsync(
                async session =>
                {
                    await CutAsync(session);
                    return await session.FindNumberAsync("SELECT 1");
                },
                Cancellation
            )
        );

        (await GetModelAsync("fraud")).Name.ShouldBe("fraud");
    }

    [Fact]
    public async Task All_connections_cut_at_once_are_replaced()
    {
        await CreateModelAsync("fraud", 1);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetVersionAsync("fraud", 1)));
        await Test.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );

        var outcomes = new List<bool>();
        for (var i = 0; i < 40 && !(outcomes.Count > 0 && outcomes[^1]); i++)
        {
            outcomes.Add(await TryAsync(() => Models.DescribeAsync("fraud", $"{i}", Ana)));
        }

        outcomes[^1].ShouldBeTrue();
        (
            await Task.WhenAll(
                Enumerable.Range(0, 5).Select(_ => TryAsync(() => Models.DescribeAsync("fraud", "x", Ana)))
            )
        )
            .Count(succeeded => succeeded)
            .ShouldBeGreaterThan(0);

        // Some of the pool may still be cut: not for the next test.
        await Test.CloseAsync();
    }

    [Fact]
    public async Task Of_two_writes_that_lock_each_other_out_one_is_run_again_and_both_succeed()
    {
        await CreateModelAsync("a");
        await CreateModelAsync("b");
        using var bothHoldOne = new Barrier(2);
        var runs = 0;

        var results = await Task.WhenAll(
            Task.Run(() => DescribeBothAsync("a", "b")),
            Task.Run(() => DescribeBothAsync("b", "a"))
        );

        results.ShouldAllBe(result => result.IsOk);
        runs.ShouldBe(3);
        (await GetModelAsync("a")).Description.ShouldBe((await GetModelAsync("b")).Description);

        Task<Result<int>> DescribeBothAsync(string first, string second)
        {
            var attempt = 0;
            return Database.WriteAsync<int>(async session =>
            {
                Interlocked.Increment(ref runs);
                session.Declare(Ana, LedgerAction.ModelDescribe, "models");
                await session.ExecuteAsync($"UPDATE models SET description = '{first}' WHERE name = '{first}'");
                if (attempt++ == 0)
                {
                    bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(20));
                }

                return await session.ExecuteAsync(
                    $"UPDATE models SET description = '{first}' WHERE name IN ('{first}', '{second}')"
                );
            });
        }
    }

    [Theory]
    [InlineData("40001", 3, 4)]
    [InlineData("40P01", 7, 8)]
    [InlineData("23505", 2, 3)]
    public async Task A_write_that_PostgreSQL_gives_up_on_is_run_again(string state, int failures, int expectedRuns)
    {
        var runs = 0;

        var result = await Database.WriteAsync<int>(async session =>
        {
            if (++runs <= failures)
            {
                await RaiseAsync(session, state);
            }

            return runs;
        });

        result.Value.ShouldBe(expectedRuns);
    }

    [Fact]
    public async Task A_write_that_PostgreSQL_gives_up_on_again_and_again_is_an_outage()
    {
        var runs = 0;

        await Should.ThrowAsync<DatabaseUnavailableException>(() =>
            Database.WriteAsync<int>(async session =>
            {
                runs++;
                await RaiseAsync(session, "40001");
                return 1;
            })
        );

        runs.ShouldBe(8);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outage()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var address = new NpgsqlConnectionStringBuilder(Address) { Host = "127.0.0.1", Port = port };

        (
            await Should.ThrowAsync<DatabaseUnavailableException>(() =>
                PostgresDatabase.OpenAsync(address.ToString(), TimeProvider.System)
            )
        ).Message.ShouldStartWith("PostgreSQL cannot be used: ");
    }

    [Fact]
    public async Task A_server_that_would_lose_acknowledged_writes_is_refused()
    {
        var address = new NpgsqlConnectionStringBuilder(Address) { Options = "-c synchronous_commit=off" };

        (
            await Should.ThrowAsync<DatabaseUnavailableException>(() =>
                PostgresDatabase.OpenAsync(address.ToString(), TimeProvider.System)
            )
        ).Message.ShouldBe(
            "PostgreSQL runs with synchronous_commit = off and would lose acknowledged writes; set it to on."
        );
    }

    [Fact]
    public async Task Sessions_give_up_on_what_takes_too_long()
    {
        var settings = await Database.ReadAsync(
            session =>
                session.ListAsync(
                    "SELECT name || ' ' || setting FROM pg_settings WHERE name IN "
                        + "('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name",
                    row => row.GetString(0)
                ),
            Cancellation
        );

        settings.ShouldBe([
            "idle_in_transaction_session_timeout 60000",
            "lock_timeout 20000",
            "statement_timeout 60000",
        ]);
    }

    [Fact]
    public async Task Two_servers_that_start_at_once_on_an_empty_database_both_come_up()
    {
        await Test.CloseAsync();
        await Test.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");

        var servers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => Task.Run(() => Test.OpenAsync(TimeProvider.System)))
        );

        (await Test.QueryAsync("SELECT COUNT(*) FROM schemaversions")).ShouldBe(["1"]);
        (await Test.QueryAsync("SELECT COUNT(*) FROM stages")).ShouldBe(["5"]);
        foreach (var server in servers)
        {
            server.IsExclusive.ShouldBeFalse();
            await server.DisposeAsync();
        }
    }

    // Ends the very connection that the transaction runs on.
    private async Task CutAsync(Session session)
    {
        var pid = await session.FindNumberAsync("SELECT pg_backend_pid()");
        await Test.ExecuteAsync($"SELECT pg_terminate_backend({pid}, 5000)");
    }

    private static Task<int> RaiseAsync(Session session, string state) =>
        session.ExecuteAsync($"DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '{state}'; END $$");

    private static async Task<bool> TryAsync<T>(Func<Task<Result<T>>> write)
    {
        try
        {
            return (await write()).IsOk;
        }
        catch (DatabaseUnavailableException)
        {
            return false;
        }
    }
}
