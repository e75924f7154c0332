using Gradus.Isolation;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Measuring;

/// <summary>What is made of a measuring process's end, with a shell in its place.</summary>
public sealed class ChildProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_crash_names_the_signal() =>
        (await RunAsync("kill -SEGV $$")).ShouldBe((139, "The evaluating process died (signal 11)."));

    [Fact]
    public async Task Last_words_are_kept_with_the_signal() =>
        (await RunAsync("echo first >&2; echo '*** assertion failed' >&2; kill -ABRT $$")).Reason.ShouldBe(
            "The evaluating process died (signal 6). *** assertion failed"
        );

    [Fact]
    public async Task Memory_that_was_refused_to_native_code_is_told_as_that() =>
        (await RunAsync("echo \"  what():  std::bad_alloc\" >&2; kill -ABRT $$")).Reason.ShouldBe(
            "The evaluating process ran out of memory (signal 6): what():  std::bad_alloc"
        );

    [Fact]
    public async Task A_failure_is_the_last_line_it_wrote() =>
        (await RunAsync("printf 'noise\\nThe model broke.\\n\\n' >&2; exit 1")).ShouldBe((1, "The model broke."));

    [Fact]
    public async Task A_silent_failure_says_at_least_that() =>
        (await RunAsync("exit 7")).Reason.ShouldBe("The evaluating process ended with exit code 7 and said nothing.");

    [Fact]
    public async Task A_flood_of_output_neither_blocks_nor_stays_in_memory()
    {
        var (exitCode, reason) = await RunAsync(
            "i=0; while [ $i -lt 20000 ]; do echo 'a line of some length on both streams'; echo 'another one' >&2; i=$((i+1)); done; echo end >&2; exit 1"
        );

        (exitCode, reason).ShouldBe((1, "end"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_process_that_came_to_its_end_has_no_reason(int exitCode) =>
        (await RunAsync($"exit {exitCode}")).ShouldBe((exitCode, null));

    [Fact]
    public async Task Too_long_is_ended() =>
        (await RunAsync("exec sleep 60", timeoutSeconds: 1)).Reason.ShouldBe(
            "Evaluation was ended after 1 s without finishing."
        );

    [Fact]
    public async Task A_process_that_ignores_requests_to_stop_is_ended_all_the_same() =>
        (await RunAsync("trap '' TERM INT HUP; while :; do :; done", timeoutSeconds: 1)).Reason.ShouldBe(
            "Evaluation was ended after 1 s without finishing."
        );

    [Fact]
    public async Task Too_much_memory_is_ended()
    {
        var (_, reason) = await RunAsync("exec sleep 60", memoryBytes: 1000);

        reason!.ShouldStartWith("Evaluation was ended at ");
        reason!.ShouldEndWith(" of memory; the limit is 0 MB.");
    }

    [Fact]
    public async Task Nothing_of_the_environment_is_passed_on()
    {
        Environment.SetEnvironmentVariable("GRADUS_TEST_SECRET", "s3cret");

        var (_, reason) = await RunAsync("env | cut -d= -f1 | sort | tr '\\n' ' ' >&2; exit 1");

        // The shell adds PWD.
        reason.ShouldBe("DOTNET_EnableDiagnostics DOTNET_GCHeapHardLimit DOTNET_ROOT HOME LANG PWD TMPDIR");
    }

    [Fact]
    public async Task It_works_in_the_folder_it_is_given_and_has_no_input() =>
        (await RunAsync("pwd >&2; read line || echo \"$(pwd): nothing to read\" >&2; exit 1")).Reason.ShouldBe(
            $"{_folder.FullName}: nothing to read"
        );

    private async Task<(int ExitCode, string? Reason)> RunAsync(
        string script,
        int timeoutSeconds = 30,
        long memoryBytes = 1_000_000_000
    )
    {
        var command = new ChildCommand("/bin/sh", ["-c", script]);
        using var child = new ChildProcess(
            command.Start([], _folder.FullName, memoryBytes),
            new WorkLimitsDto(timeoutSeconds, memoryBytes),
            TimeProvider.System
        );
        return await child.WaitAsync(TestContext.Current.CancellationToken);
    }
}
