using System.Diagnostics;

namespace Gradus.Worker.Hosting;

/// <summary>The executable with --once, as it is run in a Job's pod.</summary>
public sealed class ErrandTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task It_does_the_one_piece_that_it_was_given_and_ends()
    {
        _server.Offer(TestModels.Good());
        var given = _server.Offer(TestModels.Good());

        using var errand = Start(given, $"lease-{given}");
        await errand.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (work, outcome) = await _server.NextOutcomeAsync();

        errand.ExitCode.ShouldBe(0);
        (work, outcome.Outcome, outcome.Lease).ShouldBe((given, "measured", $"lease-{given}"));
        _server.HasOutcome.ShouldBeFalse("the other piece is another's");
    }

    [Fact]
    public async Task What_is_lost_before_it_begins_is_not_done_and_is_no_failure()
    {
        var given = _server.Offer(TestModels.Good());

        using var errand = Start(given, "another's");
        await errand.WaitForExitAsync(TestContext.Current.CancellationToken);

        errand.ExitCode.ShouldBe(0);
        (await errand.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain(
            $"Work {given} was taken away: the lease is lost."
        );
        _server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public async Task A_signal_ends_it_with_a_code_that_says_so()
    {
        var given = _server.Offer(TestModels.Endless());
        using var errand = Start(given, $"lease-{given}");
        await MeasuringProcess.WaitForAsync(_cache.FullName);

        MeasuringProcess.Signal(errand.Id, "TERM");

        errand.WaitForExit(TimeSpan.FromSeconds(5)).ShouldBeTrue();
        errand.ExitCode.ShouldBe(143, "a pod that was evicted has not succeeded");
        MeasuringProcess.Under(_cache.FullName).ShouldBeEmpty();
        _server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public void A_server_that_refuses_is_told_and_has_exit_code_1()
    {
        _server.RefuseWith(401, "The token is not known.");
        var given = _server.Offer(TestModels.Good());

        using var errand = Start(given, $"lease-{given}");
        errand.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        errand.ExitCode.ShouldBe(1);
        errand
            .StandardError.ReadToEnd()
            .TrimEnd()
            .ShouldEndWith($"Work {given} was not done. The server answered 401: The token is not known.");
    }

    [Theory]
    [InlineData("", "lease")]
    [InlineData("w1", "")]
    public void Without_work_or_lease_it_is_wrong_usage(string work, string lease)
    {
        using var errand = Start(work, lease);
        errand.WaitForExit(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        errand.ExitCode.ShouldBe(2);
        errand.StandardError.ReadToEnd().ShouldContain("--once needs GRADUS_WORK_ID and GRADUS_WORK_LEASE");
    }

    private Process Start(string work, string lease) =>
        ShippedAgent.Start(
            _server.Address,
            _cache.FullName,
            ["--once"],
            [$"GRADUS_WORK_ID={work}", $"GRADUS_WORK_LEASE={lease}"],
            asNobody: false
        );
}
