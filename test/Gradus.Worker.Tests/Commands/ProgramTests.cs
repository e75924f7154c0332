using System.Diagnostics;
using System.Globalization;
using Gradus.Isolation;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Commands;

/// <summary>Test commands and the executable as it is shipped.</summary>
public sealed class ProgramTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_test_command_ends_with_all_it_started_when_its_agent_does(string signal)
    {
        using var commands = new TempFolder();
        using var agent = Start(["--commands", commands.FullName]);
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
        using var agent = Start([], [$"GRADUS_WORKER_COMMANDS={commands.FullName}"]);
        _server.Offer(Command("cat text"));

        (await _server.NextOutcomeAsync()).Outcome.Finding!.Log.ShouldBe("here it is");
        agent.Kill();
    }

    [Fact]
    public async Task A_command_cannot_read_the_environment_of_its_agent()
    {
        Assert.SkipUnless(
            ShippedAgent.CanRunAsNobody(),
            "root reads everything, and nobody else can run the program here"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_cache.FullName, (UnixFileMode)0b111_111_111);
        }

        using var agent = Start([], ["GRADUS_TEST_SECRET=s3cret"], asNobody: true);
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

    private WorkDto Command(string script) =>
        _server.DescribeCommand(
            new WorkCommandDto("unit", ["sh", "-c", script], null, new Dictionary<string, string>()),
            [("model.bin", [1])]
        );

    private Process Start(string[] arguments, string[]? variables = null, bool asNobody = false) =>
        ShippedAgent.Start(_server.Address, _cache.FullName, arguments, variables ?? [], asNobody);
}
