using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Testing.Databases;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Sqlite;

public sealed class SqliteFileTests(SqliteTestDatabase database)
    : StoreContract(database),
        IClassFixture<SqliteTestDatabase>
{
    private string File => ((SqliteTestDatabase)Test).File;

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    [InlineData("trusted_schema", "0")]
    [InlineData("busy_timeout", "5000")]
    public void The_writer_is_set_to_keep_what_it_acknowledges(string pragma, string value)
    {
        using var link = SqliteLink.Open(File, readOnly: false);

        Ask(link, $"PRAGMA {pragma}").ShouldBe(value);
    }

    [Theory]
    [InlineData("PRAGMA foreign_keys", "1")]
    [InlineData("PRAGMA trusted_schema", "0")]
    [InlineData("SELECT 'a' LIKE 'A'", "0")]
    public void Readers_are_set_alike(string sql, string value)
    {
        using var link = SqliteLink.Open(File, readOnly: true);

        Ask(link, sql).ShouldBe(value);
    }

    [Fact]
    public void Readers_cannot_write()
    {
        using var link = SqliteLink.Open(File, readOnly: true);

        Should.Throw<SqliteException>(() => link.Execute("DELETE FROM stages")).SqliteErrorCode.ShouldBe(8);
    }

    [Fact]
    public async Task Every_table_is_strict()
    {
        var loose = await Test.QueryAsync(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
                + "AND name NOT IN ('SchemaVersions', 'sqlite_schema', 'sqlite_sequence')"
        );

        loose.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused_and_the_first_goes_on()
    {
        Should
            .Throw<DatabaseUnavailableException>(() => SqliteDatabase.Open(File, TimeProvider.System))
            .Message.ShouldBe($"Another Gradus server is using this data folder ({File}.lock).");

        await CreateModelAsync("fraud");
        await Test.CloseAsync();
        await using var next = SqliteDatabase.Open(File, TimeProvider.System);
        next.IsExclusive.ShouldBeTrue();
    }

    [Fact]
    public async Task A_lock_file_that_a_dead_server_left_is_no_hindrance()
    {
        await Test.CloseAsync();
        System.IO.File.Exists(File + ".lock").ShouldBeTrue();

        await using var next = SqliteDatabase.Open(File, TimeProvider.System);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_to_be_missing() =>
        Should
            .Throw<DatabaseUnavailableException>(() =>
                SqliteDatabase.Open("/no/such/folder/gradus.db", TimeProvider.System)
            )
            .Message.ShouldStartWith("The data folder cannot be used: Could not find a part of the path");

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var file = File + ".txt";
        await System.IO.File.WriteAllTextAsync(file, new string('x', 10_000), Cancellation);

        Should.Throw<DatabaseUnavailableException>(() => SqliteDatabase.Open(file, TimeProvider.System));

        (await System.IO.File.ReadAllTextAsync(file, Cancellation)).ShouldBe(new string('x', 10_000));
        Should.Throw<DatabaseUnavailableException>(() => SqliteDatabase.Open(file, TimeProvider.System));
    }

    [Fact]
    public async Task Searches_of_a_thousand_different_texts_are_answered_by_one_reader()
    {
        await CreateModelAsync("fraud");

        for (var i = 0; i < 1_200; i++)
        {
            var count = await Database.ReadAsync(
                session => session.FindNumberAsync($"SELECT COUNT(*) + {i} FROM models"),
                Cancellation
            );
            count.ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task Readers_are_not_held_up_by_a_write_that_takes_long()
    {
        using var end = new ManualResetEventSlim();
        var write = Database.WriteAsync<int>(async session =>
        {
            session.Declare(Ana, LedgerAction.ModelRegister, "models/slow");
            await session.ExecuteAsync(
                "INSERT INTO models (name, life, created_at, updated_at) VALUES ('slow', 'x', 0, 0)"
            );
            end.Wait();
            return 1;
        });

        var read = Task.Run(() => Models.GetAsync("slow", Cancellation));
        (await read.WaitAsync(TimeSpan.FromSeconds(10), Cancellation)).Error!.Code.ShouldBe(ErrorCode.ModelNotFound);

        end.Set();
        (await write).IsOk.ShouldBeTrue();
        (await GetModelAsync("slow")).Name.ShouldBe("slow");
    }

    private static string? Ask(SqliteLink link, string sql) =>
        Convert.ToString(link.Rent(sql, []).ExecuteScalar(), CultureInfo.InvariantCulture);
}
