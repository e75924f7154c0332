using Gradus.Core.Gates;
using Gradus.Core.Work;

namespace Gradus.Policies.Reading;

/// <summary>What a latency gate asks for, and what makes none.</summary>
public sealed class LatencyReadingTests
{
    [Fact]
    public void Without_a_rate_it_is_about_single_examples() =>
        Gate("p95_ms: 50").ShouldBe(new LatencyGate("d", 95, 50));

    [Fact]
    public void With_a_rate_it_is_about_load()
    {
        Gate("p50_ms: 5, rate: 0.5, requests: 100")
            .ShouldBe(new LoadLatencyGate("d", 50, 5, new RequestLoad(0.5, 100, 0.95)));
        Gate("slower: 0%, rate: 40, confidence: 90%")
            .ShouldBe(new RivalLatencyGate("d", 0, new RequestLoad(40, 1_000, 0.9)));
    }

    [Theory]
    [InlineData("slower: 10%", "'slower' compares under load: say with 'rate' how many requests arrive in a second.")]
    [InlineData(
        "p50_ms: 1, requests: 500",
        "'requests' belongs to 'rate', which says how many requests arrive in a second."
    )]
    [InlineData("p50_ms: 1, confidence: 90%", "'confidence' belongs to 'rate', which says")]
    [InlineData(
        "p50_ms: 1, rate: 0.1",
        "1000 requests at 0.1 a second take longer than an hour; ask for fewer, or for more a second."
    )]
    [InlineData("p50_ms: 1, rate: 0", "'rate' of a latency gate must be a number from 0.1 to 10000, not '0'.")]
    [InlineData("slower: 10, rate: 5", "'slower' of a latency gate must be")]
    [InlineData("slower: 10%, p50_ms: 3, rate: 5", "exactly one of p50_ms, p95_ms, p99_ms or slower")]
    public void What_is_wrong_with_one_is_told(string keys, string problem) =>
        Files.Problems(Policy(keys)).ShouldHaveSingleItem().ShouldContain(problem);

    private static IGate Gate(string keys) => Files.Read(Policy(keys)).RulesFor("any", "Production").Gates[0].Gate;

    private static string Policy(string keys) =>
        $$"""
            version: 1
            stages:
              - name: Production
                gates:
                  - latency: { {{keys}}, data: d }
            """;
}
