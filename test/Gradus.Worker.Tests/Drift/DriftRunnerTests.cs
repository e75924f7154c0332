using Gradus.Protocol.Work;

namespace Gradus.Worker.Drift;

/// <summary>An agent that holds a data set against another, over HTTP, with real processes.</summary>
public sealed class DriftRunnerTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;
    private RunningAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _agent = new RunningAgent(_server.Address, _cache.FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task The_columns_are_told_the_furthest_first()
    {
        _server.Offer(Drifting(Rows(shift: 50), Rows(shift: 0)));

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        var found = outcome.Measurement!;
        found.Examples.ShouldBe(200);
        found.Metrics["psi"].ShouldBeGreaterThan(0.25);
        found.Metrics["jensen_shannon"].ShouldBe(0, 1e-9);
        found.Metrics["chi_square_p"].ShouldBe(1, 1e-9);
        (found.Slices![0].Metrics["chi_square"], found.Slices[0].Metrics["chi_square_p"]).ShouldBe((0, 1));
        found
            .Slices!.Select(slice => (slice.Column, slice.Value))
            .ShouldBe([("column", "label"), ("column", "b"), ("column", "a")]);
        found.Slices![1].Metrics["psi"].ShouldBe(found.Metrics["psi"]);
        found.Output.ShouldBeNull();
    }

    [Fact]
    public async Task Columns_that_do_not_match_are_named()
    {
        _server.Offer(Drifting("c,label\n1,0\n2,1\n", Rows(shift: 0)));

        var (_, outcome) = await _server.NextOutcomeAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe(
            ("incompatible", "data set 'before' has no feature 'c', which 'pairs' has")
        );
    }

    private WorkDto Drifting(string current, string reference)
    {
        var work = _server.Describe([("model.bin", [1])], current);
        var other = _server.Describe([("model.bin", [1])], reference);
        return work with { Kind = "drift", Reference = other.Dataset! with { Name = "before" } };
    }

    private static string Rows(int shift) =>
        "a,b,label\n"
        + string.Concat(
            Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{i % 10},{(i % 100) + shift},{i % 2}\n"))
        );
}
