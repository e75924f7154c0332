using Gradus.Server.Hosting;

namespace Gradus.Server.Tests.Hosting;

/// <summary>The worker that a server runs beside itself, with a script in its place.</summary>
public sealed class WorkerProcessesTests
{
    [Fact]
    public async Task The_servers_worker_is_told_where_its_cache_and_its_test_commands_are()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The script needs a shell.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("gradus-test-").FullName;
        var (script, told) = (Path.Join(folder, "worker"), Path.Join(folder, "told"));
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nprintf '%s\\n' \"$@\" > {told}.new\nmv {told}.new {told}\nexec sleep 60\n",
            TestContext.Current.CancellationToken
        );
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("GRADUS_WORKER_PROGRAM", script);
        var data = Path.Join(folder, "data");
        var options = new ServerOptions
        {
            Port = 0,
            Workers = 1,
            Data = data,
        };

        await using (var server = await GradusServer.StartAsync(options, TimeProvider.System))
        {
            for (var look = 0; look < 500 && !File.Exists(told); look++)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            var arguments = await File.ReadAllLinesAsync(told, TestContext.Current.CancellationToken);
            After(arguments, "--server").ShouldBe(server.Address);
            After(arguments, "--commands").ShouldBe(Path.Join(data, "commands"));
            After(arguments, "--cache").ShouldBe(Path.Join(data, "worker", "1"));
            Directory.Exists(Path.Join(data, "commands")).ShouldBeTrue();
        }

        Environment.SetEnvironmentVariable("GRADUS_WORKER_PROGRAM", null);
        Directory.Delete(folder, recursive: true);
    }

    private static string After(string[] arguments, string option) => arguments[Array.IndexOf(arguments, option) + 1];
}
