using System.Diagnostics;
using System.Globalization;

namespace Gradus.Worker.Hosting;

/// <summary>The executable as it is shipped: its command line, its signals, what becomes of its children.</summary>
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
        var lines = await ReadLinesAsync(agent.StandardError, 3);
        MeasuringProcess.Signal(agent.Id, "TERM");

        var rest = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        output.ShouldBeEmpty();
        lines.AddRange(rest.TrimEnd().Split('\n'));
        lines.Count.ShouldBe(4, string.Join('\n', lines));
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

    private static async Task<List<string>> ReadLinesAsync(StreamReader reader, int count)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            lines.Add((await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull());
        }

        return lines;
    }

    private Process Start(params string[] arguments) => ShippedAgent.Start(_server.Address, _cache.FullName, arguments);
}
