using System.Diagnostics;
using Gradus.Server.Tests.Hosting;

namespace Gradus.Server.Tests.Backups;

/// <summary>Moving a registry between databases, as the program is started from a shell.</summary>
public sealed class MoveCommandTests
{
    [Fact]
    public async Task A_registry_goes_to_PostgreSQL_and_back_with_the_same_ledger_and_is_served_from_both()
    {
        await using var postgres = await PostgresDatabaseOfTest.CreateAsync();
        var address = postgres.Through(postgres.Port);
        using var data = new TemporaryFolder();
        var before = await UseAsync(data.Path, null, "first");

        var (code, output, error) = await RunAsync("move", "--data", data.Path, "--to", address);
        code.ShouldBe(0, error);
        output.ShouldContain($"{before.Size} records of the ledger are in PostgreSQL");
        output.ShouldContain(before.Root);
        File.Exists(Path.Join(data.Path, "gradus.db.moved")).ShouldBeTrue();
        var between = await UseAsync(data.Path, address, "second");
        between.Size.ShouldBeGreaterThan(before.Size);

        (code, output, error) = await RunAsync("move", "--data", data.Path, "--database", address, "--to", "sqlite");
        code.ShouldBe(0, error);
        output.ShouldContain(between.Root);
        (await UseAsync(data.Path, null, "third")).Size.ShouldBeGreaterThan(between.Size);
    }

    [Fact]
    public async Task A_database_that_holds_a_registry_is_nothing_to_move_into()
    {
        await using var postgres = await PostgresDatabaseOfTest.CreateAsync();
        var address = postgres.Through(postgres.Port);
        using var data = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await UseAsync(data.Path, null, "first");
        var there = await UseAsync(other.Path, address, "second");

        var (code, output, error) = await RunAsync("move", "--data", data.Path, "--to", address);

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error
            .Trim()
            .ShouldBe(
                $"The database holds a registry already, with a ledger of {there.Size} records; restore or move into an empty one."
            );
        File.Exists(Path.Join(data.Path, "gradus.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_registry_that_is_served_is_not_moved()
    {
        await using var postgres = await PostgresDatabaseOfTest.CreateAsync();
        await using var server = await TestServer.StartAsync();

        var (code, _, error) = await RunAsync("move", "--data", server.Data, "--to", postgres.Through(postgres.Port));

        code.ShouldBe(1);
        error.ShouldContain("Another Gradus server is using this data folder");
        (await server.Api.IsHealthyAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_registry_on_PostgreSQL_that_is_served_is_not_moved()
    {
        await using var postgres = await PostgresDatabaseOfTest.CreateAsync();
        await using var server = await TestServer.StartAsync(database: postgres.Through(postgres.Port));

        var (code, _, error) = await RunAsync(
            "move",
            "--data",
            server.Data,
            "--database",
            postgres.Through(postgres.Port),
            "--to",
            "sqlite"
        );

        code.ShouldBe(1);
        error.Trim().ShouldBe("A Gradus server is connected to this database; stop it first.");
        File.Exists(Path.Join(server.Data, "gradus.db")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("move --to sqlite", 1, "from SQLite to PostgreSQL, or with --database to sqlite")]
    [InlineData("move --to nonsense", 1, "is not understood")]
    [InlineData("move", 2, "--to")]
    [InlineData("restore /nowhere --data /nowhere/else", 1, "There is no backup in /nowhere.")]
    [InlineData("verify-backup /nowhere", 1, "There is no backup in /nowhere.")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string arguments, int code, string sentence)
    {
        var (actual, output, error) = await RunAsync(arguments.Split(' '));

        actual.ShouldBe(code);
        error.ShouldContain(sentence);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
        output.ShouldBeEmpty();
    }

    // Adds to the registry and answers what its ledger is then.
    private static async Task<(long Size, string Root)> UseAsync(string data, string? database, string model)
    {
        var server = await TestServer.StartAsync(data: data, database: database);
        try
        {
            await server.RegisterAsync(model, model);
            await server.Api.Models.SetTagAsync(model, "k", "v");
            var found = await server.Api.Ledger.VerifyAsync(withBlobs: true);
            found.Sound.ShouldBeTrue(found.Problem ?? string.Join("; ", found.Differences));
            var checkpoint = await server.Api.Ledger.CheckpointAsync();
            return (checkpoint.Size, checkpoint.Root);
        }
        finally
        {
            await server.StopAsync();
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Gradus.Server.Hosting.GradusServer).Assembly.Location);
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await error);
    }
}
