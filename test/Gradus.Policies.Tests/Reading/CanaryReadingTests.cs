namespace Gradus.Policies.Reading;

/// <summary>What a canary asks for, and what makes none.</summary>
public sealed class CanaryReadingTests
{
    [Theory]
    [InlineData("steps: [\"5%\", \"25%\"], each: 10m")]
    [InlineData("steps: [shadow], each: 1d, key: X-Account")]
    [InlineData("steps: [shadow, \"0.5%\", \"100%\"], each: 1s")]
    public void A_canary_is_steps_and_a_time(string canary) => Problems(canary).ShouldBeEmpty();

    [Theory]
    [InlineData("steps: [], each: 1m", "'steps' of a canary must not be empty.")]
    [InlineData("steps: [\"0%\"], each: 1m", "shadow, or a share above 0% and up to 100%, such as 5%, not '0%'.")]
    [InlineData("steps: [\"101%\"], each: 1m", "shadow, or a share above 0% and up to 100%, such as 5%, not '101%'.")]
    [InlineData("steps: [half], each: 1m", "shadow, or a share above 0% and up to 100%, such as 5%, not 'half'.")]
    [InlineData("steps: [\"5%\"]", "A canary needs the key 'each': how long a step lasts at least.")]
    [InlineData("steps: [\"5%\"], each: 1m, key: a b", "must be a header's name of letters, digits and -, not 'a b'.")]
    [InlineData(
        "steps: [\"25%\", \"5%\"], each: 1m",
        "Each step must answer more requests than the one before it; a shadow,"
    )]
    [InlineData(
        "steps: [\"5%\", shadow], each: 1m",
        "Each step must answer more requests than the one before it; a shadow,"
    )]
    public void What_is_wrong_with_one_is_told(string canary, string problem) =>
        Problems(canary).ShouldHaveSingleItem().ShouldContain(problem);

    [Fact]
    public void Something_must_judge_it() =>
        Problems("steps: [\"5%\"], each: 1m", gates: "served: {}")
            .ShouldHaveSingleItem()
            .ShouldEndWith(
                "Nothing would judge this canary: put a 'traffic' gate that is not 'report_only' among the gates of 'verify'."
            );

    [Theory]
    [InlineData(
        "traffic: { agreement: \"95%\" }",
        "steps: [shadow, \"5%\"]",
        "Nothing would judge the steps that answer requests"
    )]
    [InlineData("traffic: { errors: \"1%\", agreement: \"95%\" }", "steps: [\"5%\"]", "this canary has none")]
    [InlineData("{ traffic: { errors: \"1%\" }, report_only: true }", "steps: [\"5%\"]", "that is not 'report_only'")]
    public void Each_step_must_be_judged(string gate, string steps, string problem) =>
        Problems($"{steps}, each: 1m", gates: gate).ShouldHaveSingleItem().ShouldContain(problem);

    [Fact]
    public void It_must_be_able_to_end() =>
        Problems("steps: [\"5%\"], each: 1m", onFailure: "revoke")
            .ShouldHaveSingleItem()
            .ShouldEndWith("A canary that fails must end somewhere: give 'verify' the key 'on_failure: rollback'.");

    [Fact]
    public void A_traffic_gate_asks_for_something() =>
        Problems("steps: [shadow], each: 1m", gates: "traffic: { requests: 10 }")
            .ShouldHaveSingleItem()
            .ShouldEndWith("A traffic gate must ask for something: 'errors', 'p95_ms' or 'agreement'.");

    [Theory]
    [InlineData("served: {}", "served")]
    [InlineData("traffic: { errors: \"1%\" }", "traffic")]
    public void What_gateways_say_is_no_gate_before_the_move(string gate, string kind) =>
        Files
            .Problems(
                $$"""
                version: 1
                stages:
                  - name: Production
                    gates:
                      - {{gate}}
                """
            )
            .ShouldHaveSingleItem()
            .ShouldEndWith(
                $"Gateways have nothing to say of a version before it moves: put '{kind}' among the gates of 'verify'."
            );

    private static IReadOnlyList<string> Problems(
        string canary,
        string gates = "traffic: { errors: \"1%\" }",
        string onFailure = "rollback"
    ) =>
        Files.Problems(
            $$"""
            version: 1
            stages:
              - name: Production
                verify:
                  canary: { {{canary}} }
                  gates:
                    - {{gates}}
                  on_failure: {{onFailure}}
            """
        );
}
