using System.Diagnostics;
using System.Runtime.Versioning;

namespace Gradus.Cli.Tests.Processes;

/// <summary>The program as ./gradus publishes it (GRADUS_HOME says where): what only a process of its own can show.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PublishedProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-published-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_prints_its_version()
    {
        var outcome = await RunAsync("gradus", [], "version");

        outcome.Output.ShouldMatch(@"^gradus \d+\.\d+\.\d+\n$");
        outcome.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_link_named_mlflow_gives_the_same_commands_under_that_name()
    {
        var outcome = await RunAsync("mlflow", [], "models", "promote");

        outcome.Complaint.ShouldStartWith("Unknown command 'promote' in 'mlflow models'.");
        outcome.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task What_only_the_real_mlflow_knows_is_carried_out_by_it_with_the_same_arguments()
    {
        Script("mlflow", "printf '<%s>' \"$@\"; exit 7");

        var outcome = await RunAsync("mlflow", [], "experiments", "search", "--view", "all of them", "");

        outcome.ShouldBe(new Cli.Outcome(7, "<experiments><search><--view><all of them><>", ""));
    }

    [Fact]
    public async Task The_server_program_gets_what_was_typed_and_nothing_else()
    {
        var program = Script("my-server", "printf '<%s>' \"$@\"; exit 4");

        var outcome = await RunAsync(
            "gradus",
            new() { ["GRADUS_SERVER_PROGRAM"] = program },
            ["server", "--port", "8080", "--database", "Host=db;Username=me", "--allow-host", "a", "--allow-host", "b"]
        );

        outcome.ShouldBe(
            new Cli.Outcome(4, "<--port><8080><--database><Host=db;Username=me><--allow-host><a><--allow-host><b>", "")
        );
    }

    [Fact]
    public async Task The_gateway_program_gets_what_was_typed_and_the_server_that_is_meant()
    {
        var program = Script("my-serving", "printf '<%s>' \"$@\"; exit 5");

        var outcome = await RunAsync(
            "gradus",
            new() { ["GRADUS_SERVING_PROGRAM"] = program, ["GRADUS_SERVER"] = "http://registry:5000" },
            ["serve", "models:/a/Production", "models:/b@best", "--port", "8080"]
        );

        outcome.ShouldBe(
            new Cli.Outcome(
                5,
                "<models:/a/Production><models:/b@best><--port><8080><--server><http://registry:5000/>",
                ""
            )
        );
    }

    [Fact]
    public async Task No_server_is_one_line_and_never_a_stack_trace()
    {
        // Port 9 (discard) is not listened on by anything that answers HTTP.
        var outcome = await RunAsync("gradus", [], "stages", "list", "--server", "http://127.0.0.1:9");

        outcome.Complaint.ShouldBe("No Gradus server at http://127.0.0.1:9. Start one with: gradus server --port 9");
        outcome.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task The_demo_goes_as_it_has_to_whatever_credentials_the_caller_has_for_another_registry()
    {
        var environment = new Dictionary<string, string>
        {
            ["GRADUS_TOKEN"] = "gradus_of-another-registry",
            ["GRADUS_USER"] = "rita",
            ["MLFLOW_TRACKING_USERNAME"] = "rita",
            ["MLFLOW_TRACKING_PASSWORD"] = "secret",
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        };

        var outcome = await RunAsync("gradus", environment, "demo", "--data", Path.Combine(_folder, "demo"));

        outcome.ExitCode.ShouldBe(0, outcome.Error);
    }

    [Fact]
    public void The_folders_that_the_readme_puts_on_the_path_hold_the_three_programs()
    {
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Folder())!, "..", "..", "..", "README.md"));
        var line = readme.Split('\n').Single(one => one.StartsWith("export PATH=", StringComparison.Ordinal));
        const string Built = "$PWD/artifacts/gradus/";

        var folders = line.Split('"')[1].Split(':').Where(part => part.StartsWith(Built, StringComparison.Ordinal));

        string[] found =
        [
            .. folders
                .SelectMany(folder => Directory.GetFiles(Path.Combine(Home, folder[Built.Length..])))
                .Select(file => Path.GetFileName(file)),
        ];
        found.ShouldContain("gradus");
        found.ShouldContain("mlflow");
        found.ShouldContain("gradus-worker");
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private static string Home
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("GRADUS_HOME");
            if (home is null && Environment.GetEnvironmentVariable("CI") != "true")
            {
                Assert.Skip("GRADUS_HOME does not say where the built programs are: run ./gradus test.");
            }

            return home.ShouldNotBeNull("GRADUS_HOME must say where the built programs are when CI=true");
        }
    }

    private async Task<Cli.Outcome> RunAsync(string name, Dictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(Home, "cli", name), args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder}:/usr/bin:/bin";
        start.Environment["GRADUS_CALLED_AS"] = name;
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Cli.Outcome(process.ExitCode, await output, await error);
    }

    private string Script(string name, string body)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return file;
    }
}
