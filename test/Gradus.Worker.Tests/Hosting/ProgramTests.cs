using System.Diagnostics;
using System.Globalization;
using Gradus.Protocol.Work;
using Gradus.Worker.Limits;

namespace Gradus.Worker.Hosting;

/// <summary>The executable as it is shipped: its command line, its signals, what becomes of its children.</summary>
public sealed class ProgramTests : IAsyncLifetime
{
    private static readonly string[] Nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_agent_and_its_measuring_process_at_once(string signal)
    {
        using var agent = Start();
        _server.Offer(TestModels.Endless());
        await MeasuringProcess.WaitForAsync(_cache.FullName);

        MeasuringProcess.Signal(agent.Id, signal);

        agent.WaitForExit(TimeSpan.FromSeconds(5)).ShouldBeTrue();
        agent.ExitCode.ShouldBe(0);
        MeasuringProcess.Under(_cache.FullName).ShouldBeEmpty();
        _server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public async Task A_measuring_process_ends_when_its_agent_is_killed()
    {
        using var agent = Start();
        _server.Offer(TestModels.Endless());
        await MeasuringProcess.WaitForAsync(_cache.FullName);

        agent.Kill();

        await Eventually.IsTrueAsync(() => MeasuringProcess.Under(_cache.FullName).Count == 0, "it ended too", 10);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_test_command_ends_with_all_it_started_when_its_agent_does(string signal)
    {
        using var commands = new TempFolder();
        using var agent = Start("--commands", commands.FullName);
        var mark = Path.Join(commands.FullName, "mark");
        _server.Offer(
            Command($"trap '' TERM INT HUP; setsid sleep 3600 & echo $$ $! > {mark}.new; mv {mark}.new {mark}; wait")
        );
        await Eventually.IsTrueAsync(() => File.Exists(mark), "the command runs");

        MeasuringProcess.Signal(agent.Id, signal);

        var processes = (await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken))
            .Split(' ')
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            .ToList();
        processes.Count.ShouldBe(2);
        await Eventually.IsTrueAsync(
            () => processes.TrueForAll(id => ProcStatus.Stat(id) is not { State: not ('Z' or 'X') }),
            "both ended too",
            10
        );
        agent.WaitForExit(TimeSpan.FromSeconds(5)).ShouldBeTrue();
        _server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public async Task The_folder_of_test_commands_may_be_named_by_a_variable()
    {
        using var commands = new TempFolder();
        await File.WriteAllTextAsync(
            Path.Join(commands.FullName, "text"),
            "here it is",
            TestContext.Current.CancellationToken
        );
        using var agent = Start(("GRADUS_WORKER_COMMANDS", commands.FullName));
        _server.Offer(Command("cat text"));

        (await _server.NextOutcomeAsync()).Outcome.Finding!.Log.ShouldBe("here it is");
        agent.Kill();
    }

    [Fact]
    public async Task A_command_cannot_read_the_environment_of_its_agent()
    {
        Assert.SkipUnless(CanRunAsNobody(), "root reads everything, and nobody else can run the program here");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_cache.FullName, (UnixFileMode)0b111_111_111);
        }

        using var agent = Start(("GRADUS_TEST_SECRET", "s3cret"), asNobody: true);
        _server.Offer(
            Command(
                $"""cat /proc/$$/environ > /dev/null && echo own; cat /proc/{agent.Id}/environ || cat /proc/{agent.Id}/maps"""
            )
        );

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Finding!.Log!.ShouldStartWith("own\n");
        outcome.Finding.Log!.ShouldContain("Permission denied");
        outcome.Outcome.ShouldBe("failed");
        agent.Kill();
    }

    [Fact]
    public async Task What_a_killed_agent_left_behind_is_removed_by_the_next()
    {
        using var killed = Start();
        _server.Offer(TestModels.Endless());
        await MeasuringProcess.WaitForAsync(_cache.FullName);
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        var left = Path.Join(_cache.FullName, "jobs", killed.Id.ToString(CultureInfo.InvariantCulture));
        Directory.Exists(left).ShouldBeTrue();
        await Eventually.IsTrueAsync(() => MeasuringProcess.Under(_cache.FullName).Count == 0, "it ended too", 10);

        using var next = Start();
        _server.Offer(TestModels.Good());
        (await _server.NextOutcomeAsync()).Outcome.Outcome.ShouldBe("measured");
        Directory.Exists(left).ShouldBeFalse();
        next.Kill();
    }

    [Fact]
    public async Task An_agent_ends_with_the_process_it_is_told_to_follow()
    {
        using var followed = Process.Start("sleep", "30");
        using var agent = Start("--parent", followed.Id.ToString(CultureInfo.InvariantCulture));
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        agent.HasExited.ShouldBeFalse();

        followed.Kill();

        agent.WaitForExit(TimeSpan.FromSeconds(5)).ShouldBeTrue();
        agent.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Logs_are_one_line_each_on_standard_error()
    {
        using var agent = Start();
        _server.Offer([1, 2, 3]);
        await _server.NextOutcomeAsync();
        MeasuringProcess.Signal(agent.Id, "TERM");

        var errors = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        output.ShouldBeEmpty();
        var lines = errors.TrimEnd().Split('\n');
        lines.Length.ShouldBe(4, errors);
        foreach (var line in lines)
        {
            DateTimeOffset.TryParse(line.Split(' ')[0], CultureInfo.InvariantCulture, out _).ShouldBeTrue(line);
        }

        lines[2].ShouldContain("ended as error");
        lines[2].ShouldContain("The model file could not be loaded");
    }

    [Fact]
    public async Task A_cache_that_cannot_be_used_is_one_sentence_and_exit_code_1()
    {
        var file = Path.Join(_cache.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var agent = Start("--cache", file);
        agent.WaitForExit(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        agent.ExitCode.ShouldBe(1);
        var error = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        error.ShouldStartWith($"The cache folder '{file}' cannot be used: ");
        error.TrimEnd().Split('\n').Length.ShouldBe(1, error);
    }

    [Theory]
    [InlineData("--nonsense", "1")]
    [InlineData("--server", "ftp://x")]
    [InlineData("--server", "nowhere")]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "many")]
    [InlineData("--commands", "/no/such/folder")]
    [InlineData("--allow-webhooks", "https://risk.example/")]
    public void Wrong_usage_is_told_and_has_exit_code_2(string option, string value)
    {
        using var agent = Start(option, value);
        agent.WaitForExit(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        agent.ExitCode.ShouldBe(2);
        agent.StandardError.ReadToEnd().ShouldContain(option);
    }

    // What `dotnet build` leaves of the worker itself; beside the tests, ASP.NET Core takes the place of some of its parts.
    private static string Executable
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Join(here.Parent!.Parent!.FullName, "Gradus.Worker", here.Name, "gradus-worker");
        }
    }

    private WorkDto Command(string script) =>
        _server.DescribeCommand(
            new WorkCommandDto("unit", ["sh", "-c", script], null, new Dictionary<string, string>()),
            [("model.bin", [1])]
        );

    private static bool CanRunAsNobody()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return true;
        }

        if (!File.Exists("/usr/bin/setpriv"))
        {
            return false;
        }

        using var probe = Process.Start("setpriv", [.. Nobody, "test", "-x", Executable]);
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    private Process Start((string Name, string Value) variable, bool asNobody = false) =>
        Start([], [$"{variable.Name}={variable.Value}"], asNobody);

    private Process Start(params string[] arguments) => Start(arguments, [], asNobody: false);

    private Process Start(string[] arguments, string[] variables, bool asNobody)
    {
        // A shell that runs the tests in the background has them ignore SIGINT, and what they start as well.
        string[] env = ["env", "--default-signal=INT", .. variables, Executable];
        string[] program = asNobody && Environment.IsPrivilegedProcess ? ["setpriv", .. Nobody, .. env] : env;
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        // An option is given once.
        string[] usual = ["--server", _server.Address.ToString(), "--cache", _cache.FullName];
        foreach (var argument in usual.Where((_, i) => !arguments.Contains(usual[i / 2 * 2])).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
