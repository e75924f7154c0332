using Gradus.Protocol.Work;

namespace Gradus.Worker.Commands;

/// <summary>Test commands, from the lease to the outcome, with real processes.</summary>
public abstract class CommandTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private readonly TempFolder _commands = new();
    private FakeServer _server = null!;
    private RunningAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Test commands need Linux.");
        _server = await FakeServer.StartAsync();
        _agent = new RunningAgent(_server.Address, _cache.FullName, commands: Commands);
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
            await _server.DisposeAsync();
        }

        _cache.Dispose();
        _commands.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static IReadOnlyList<(string Path, byte[] Bytes)> OneFile { get; } = [("model.bin", [1, 2, 3])];

    private protected FakeServer Server => _server;

    /// <summary>The worker's folder of test commands.</summary>
    private protected string Commands => _commands.FullName;

    private protected string Cache => _cache.FullName;

    /// <summary>Writes an executable file into the folder of test commands.</summary>
    private protected void Keep(string name, string text)
    {
        var file = Path.Join(Commands, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Runs a shell script on one small file.</summary>
    private protected Task<OutcomeDto> ShellAsync(string script, string? report = null) =>
        RunAsync(Shell(script, report));

    private protected Task<OutcomeDto> RunAsync(params string[] arguments) => RunAsync(Command(arguments));

    private protected Task<OutcomeDto> RunAsync(WorkCommandDto command) =>
        RunAsync(_server.DescribeCommand(command, OneFile));

    private protected async Task<OutcomeDto> RunAsync(WorkDto work)
    {
        _server.Offer(work);
        var (_, outcome) = await _server.NextOutcomeAsync();
        outcome.Measurement.ShouldBeNull();
        (outcome.Reason ?? "").ShouldNotContain(_cache.FullName);
        return outcome;
    }

    private protected WorkDto Describe(string script, int timeoutSeconds = 60, long memoryBytes = 2_000_000_000) =>
        _server.DescribeCommand(Shell(script), OneFile) with
        {
            Limits = new WorkLimitsDto(timeoutSeconds, memoryBytes),
        };

    private protected static WorkCommandDto Shell(string script, string? report = null) =>
        Command(["sh", "-c", script]) with
        {
            Report = report,
        };

    private protected static WorkCommandDto Command(string[] arguments) =>
        new("unit", arguments, null, new Dictionary<string, string>());
}
