using System.Diagnostics;

namespace Gradus.Server.Tests.Hosting;

/// <summary>The program as it is started from a shell: what it prints and with which code it ends.</summary>
public sealed class ServerCommandTests
{
    [Theory]
    [InlineData("--host example.org", "--host 'example.org' is not an address")]
    [InlineData("--port 70000", "--port 70000 is not a port")]
    [InlineData("--port many", "Cannot parse argument 'many'")]
    [InlineData("--workers 65", "--workers 65 is out of range")]
    [InlineData("--prot 5000", "--prot")]
    public async Task Wrong_usage_ends_with_2_and_a_sentence(string arguments, string sentence)
    {
        var (code, output, error) = await RunAsync(arguments.Split(' '));

        code.ShouldBe(2);
        error.ShouldContain(sentence);
        error.ShouldNotContain("   at ");
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_ends_with_1_and_a_sentence_and_the_first_goes_on()
    {
        await using var first = await TestServer.StartAsync();

        var (code, _, error) = await RunAsync("--data", first.Data, "--port", "0");

        code.ShouldBe(1);
        error
            .Trim()
            .ShouldBe($"Another Gradus server is using this data folder ({Path.Join(first.Data, "gradus.db.lock")}).");
        (await first.Api.IsHealthyAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_1_and_a_sentence_and_leaves_no_folder()
    {
        await using var first = await TestServer.StartAsync();
        using var folder = new TemporaryFolder();
        var data = Path.Join(folder.Path, "data");

        var (code, output, error) = await RunAsync("--data", data, "--port", $"{first.Address.Port}");

        code.ShouldBe(1);
        error
            .Trim()
            .ShouldBe(
                $"Port {first.Address.Port} of 127.0.0.1 is in use by another program; choose another with --port N."
            );
        output.ShouldBeEmpty();
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_ends_with_1_and_a_sentence()
    {
        using var data = new TemporaryFolder();

        var (code, _, error) = await RunAsync(
            "--data",
            data.Path,
            "--port",
            "0",
            "--database",
            "Host=127.0.0.1;Port=1;Username=nobody;Timeout=5"
        );

        code.ShouldBe(1);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
        error.ShouldStartWith("PostgreSQL cannot be used: ");
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("a file/inside")]
    public async Task A_data_folder_that_cannot_be_made_ends_with_1_and_a_sentence(string path)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Join(folder.Path, "a file"), "in the way");

        var (code, _, error) = await RunAsync("--data", Path.Join(folder.Path, path), "--port", "0");

        code.ShouldBe(1);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
    }

    [Fact]
    public async Task A_file_that_is_no_registry_ends_with_1_and_a_sentence()
    {
        using var data = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Join(data.Path, "gradus.db"), new string('x', 10_000));

        var (code, _, error) = await RunAsync("--data", data.Path, "--port", "0");

        code.ShouldBe(1);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
        error.ShouldContain("file is not a database");
    }

    [Fact]
    public async Task A_ledger_whose_end_was_changed_ends_with_1_and_a_sentence()
    {
        using var data = new TemporaryFolder();
        await using var server = await TestServer.StartAsync();
        await server.ExecuteAsync("UPDATE ledger_head SET edge = 'x'");
        await server.ExecuteAsync($"VACUUM INTO '{Path.Join(data.Path, "gradus.db")}'");

        var (code, _, error) = await RunAsync("--data", data.Path, "--port", "0");

        code.ShouldBe(1);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
        error.ShouldContain("The ledger's end, the row of ledger_head, was changed from outside.");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Gradus.Server.Hosting.GradusServer).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await error);
    }
}
