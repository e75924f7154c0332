using Gradus.Server.Hosting;

namespace Gradus.Server.Tests.Hosting;

/// <summary>The programs that a server runs beside itself, with a script in their place.</summary>
public sealed class ChildProcessesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-test-").FullName;

    private string Data => Path.Join(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_servers_worker_is_told_where_its_cache_and_its_test_commands_are()
    {
        var (arguments, address) = await RunAsync("WORKER", new ServerOptions { Workers = 1 });

        After(arguments, "--server").ShouldBe(address);
        After(arguments, "--commands").ShouldBe(Path.Join(Data, "commands"));
        After(arguments, "--cache").ShouldBe(Path.Join(Data, "worker", "1"));
        Directory.Exists(Path.Join(Data, "commands")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_servers_gateway_is_told_what_to_serve_where_and_shown_to_the_server()
    {
        var (arguments, address) = await RunAsync(
            "SERVING",
            new ServerOptions
            {
                Workers = 0,
                Serve = ["models:/tumours/Production", "models:/digits@champion"],
                ServePort = 0,
            }
        );

        arguments[..2].ShouldBe(["models:/tumours/Production", "models:/digits@champion"]);
        After(arguments, "--server").ShouldBe(address);
        After(arguments, "--port").ShouldBe("0");
        After(arguments, "--data").ShouldBe(Path.Join(Data, "serving"));
        After(arguments, "--parent").ShouldBe($"{Environment.ProcessId}");
        arguments[^1].ShouldStartWith("token worker_");
    }

    [Theory]
    [InlineData("tumours", "'tumours' is not a model to serve: write models:/NAME/STAGE")]
    [InlineData("models:/tumours/latest", "'latest' is whatever was registered last")]
    public void What_cannot_be_served_is_refused_before_the_server_starts(string uri, string problem) =>
        new ServerOptions { Serve = [uri] }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldContain(problem);

    [Fact]
    public void The_gateway_needs_a_port_of_its_own_and_every_model_once()
    {
        new ServerOptions { Serve = ["models:/a/Production"], ServePort = 5000 }
            .Problems()
            .ShouldBe(["--serve-port 5000 is not a port that is free; use 0 to 65535, and another than --port."]);
        new ServerOptions { Serve = ["models:/a/Production", "models:/a/Production"] }
            .Problems()
            .ShouldBe(["--serve models:/a/Production is there twice."]);
    }

    // What the script was started with, and the token it was given.
    private async Task<(string[] Told, string Address)> RunAsync(string program, ServerOptions options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script needs a shell.");
        var (script, told) = (Path.Join(_folder, "program"), Path.Join(_folder, "told"));
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nprintf '%s\\n' \"$@\" \"token $GRADUS_TOKEN\" > {told}.new\nmv {told}.new {told}\nexec sleep 60\n",
            TestContext.Current.CancellationToken
        );
#pragma warning disable CA1416 // Skipped where there are none.
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        var variable = $"GRADUS_{program}_PROGRAM";
        Environment.SetEnvironmentVariable(variable, script);
        try
        {
            await using var server = await GradusServer.StartAsync(
                options with
                {
                    Port = 0,
                    Data = Data,
                },
                TimeProvider.System
            );
            for (var look = 0; look < 500 && !File.Exists(told); look++)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            return (await File.ReadAllLinesAsync(told, TestContext.Current.CancellationToken), server.Address);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private static string After(string[] arguments, string option) => arguments[Array.IndexOf(arguments, option) + 1];
}
