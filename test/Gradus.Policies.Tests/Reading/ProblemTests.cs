namespace Gradus.Policies.Reading;

/// <summary>What people get to read whose file is wrong.</summary>
public sealed class ProblemTests
{
    private static readonly string[] Here = ["test", "Gradus.Policies.Tests", "Reading"];

    /// <summary>
    /// Broken.yaml has nearly every mistake there is; Broken.txt is what is said of them. Set GRADUS_UPDATE_BASELINES=1 to
    /// write it anew, and read the difference.
    /// </summary>
    [Fact]
    public void All_that_is_wrong_with_a_file_is_told_at_once_with_its_places()
    {
        var said = Files.Problems(Checkout.Read([.. Here, "Broken.yaml"]));

        Checkout.ShouldBeWhatIsCheckedIn(string.Join('\n', said) + "\n", [.. Here, "Broken.txt"]);
    }

    [Theory]
    [InlineData("", "1:1: The file is empty; the shortest policy is 'version: 1'.")]
    [InlineData("# nothing\n", "2:1: The file is empty; the shortest policy is 'version: 1'.")]
    [InlineData("- 1", "1:1: The file must be keys with values (version, mode, roles, permissions…), not a list.")]
    [InlineData("mode: warn", "1:1: The file needs the key 'version': the version of the file's format.")]
    [InlineData(
        "version: \"1\"",
        "1:10: 'version' of the file must be 1, the version of the file's format, and '1' is text: leave the quotes out."
    )]
    [InlineData(
        "version: 1\n---\nversion: 1",
        "2:1: The file holds a second document ('---'); a policy is one document."
    )]
    [InlineData(
        "version: 1\nstages:\n\t- name: A",
        "3:1: The line is indented with a tab; YAML is indented with spaces."
    )]
    [InlineData("version: 1\nmode: !!str warn", "2:7: Tags ('!…') are not understood; text is put in quotes instead.")]
    [InlineData(
        "version: 1\nmode: *x",
        "2:7: Alias '*x' has no anchor '&…' before it; text that begins with '*' needs quotes."
    )]
    [InlineData("version: 1\n? [a]\n: b", "2:3: A key must be a single word, not a list or keys with values.")]
    [InlineData(
        "version: 1\n<<: {mode: warn}",
        "2:1: Merge keys ('<<') are not understood; write the keys out, or repeat a whole value through an alias."
    )]
    [InlineData("version: 1\nstages: [{name: 12}]", "2:17: Stage name '12' would be read as a version number.")]
    [InlineData(
        "version: 1\nroles: {release: [7]}",
        "2:19: An entry of 'release' must be a name; '7' needs quotes to be text."
    )]
    public void A_file_that_is_no_policy_at_all_is_told_so(string text, string problem) =>
        Files.Problems(text).ShouldBe([problem]);

    [Theory]
    [InlineData("threshold: { metric: accuraci, at_least: 0.9 }", "6:30", "accuraci", "accuracy")]
    [InlineData("threshold: { metric: Accuracy, at_least: 0.9, data: d }", "6:30", "Accuracy", "accuracy")]
    [InlineData("incumbent: { metric: rocauc }", "6:30", "rocauc", "roc_auc")]
    public void A_gate_on_a_metric_that_is_never_measured_is_told_its_place_and_what_was_probably_meant(
        string gate,
        string place,
        string metric,
        string meant
    ) =>
        Files
            .Problems($"version: 1\nstages:\n  - name: A\n    gates:\n      - evaluate: {{ data: d }}\n      - {gate}")
            .ShouldHaveSingleItem()
            .ShouldStartWith(
                $"{place}: '{metric}' is not measured on data sets. Did you mean '{meant}'? Measured are: accuracy, "
            );

    [Fact]
    public void Checks_after_the_move_and_overrides_and_what_the_best_is_picked_by_are_told_of_such_a_metric_too()
    {
        const string text = """
            version: 1
            stages:
              - name: Staging
              - name: Production
                gates: [evaluate: { data: d }]
                promote: { from: Staging, best: acuracy }
                verify: { gates: [threshold: { metric: f2, at_least: 0.5 }] }
            models:
              - match: "m*"
                stages:
                  - name: Production
                    gates: [threshold: { metric: f3, at_least: 0.5, data: d }]
            """;

        Files
            .Problems(text)
            .Select(problem => problem[..problem.IndexOf(" is not", StringComparison.Ordinal)])
            .ShouldBe(["6:37: 'acuracy'", "7:44: 'f2'", "12:38: 'f3'"]);
    }

    [Fact]
    public void A_logged_metric_is_called_as_its_client_calls_it() =>
        Files
            .Problems(
                "version: 1\nstages:\n  - name: A\n    promote: { from: Staging, best: auc }\n"
                    + "    gates: [threshold: { metric: accuraci, at_least: 0.9, source: logged }]\n  - name: Staging"
            )
            .ShouldBeEmpty();

    [Theory]
    [InlineData("version: 1\nmode: [warn", 2)]
    [InlineData("version: 1\nmode: 'warn", 2)]
    [InlineData("version: 1\n mode: warn", 2)]
    [InlineData("version: 1\n}", 2)]
    public void What_is_not_YAML_is_told_with_the_parsers_reason_and_line(string text, int line)
    {
        var problem = PolicyFile.Parse(text).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldStartWith("The file is not YAML: ");
        problem.Message.ShouldEndWith(".");
        problem.Line.ShouldBeGreaterThanOrEqualTo(line);
    }

    [Fact]
    public void A_file_of_more_than_a_mebibyte_is_not_looked_at() =>
        Files
            .Problems("version: 1\n#" + new string('é', PolicyFile.MaxBytes / 2))
            .ShouldBe(["1:1: The file is larger than 1 MiB; a policy is written by people and is far smaller."]);

    [Fact]
    public void Aliases_that_would_unfold_to_millions_of_values_are_refused()
    {
        var bomb =
            "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                Enumerable
                    .Range(1, 9)
                    .Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")
            );

        Files.Problems(bomb).ShouldHaveSingleItem().ShouldContain("more than 20000 values");
    }

    [Fact]
    public void Values_nested_without_end_are_refused() =>
        Files.Problems(new string('[', 100_000)).ShouldBe(["1:34: Values are nested more than 32 deep."]);

    [Fact]
    public void A_value_can_be_repeated_through_an_alias()
    {
        var policy = Files.Read(
            """
            version: 1
            stages:
              - name: Staging
                gates: &usual
                  - signature: {}
                  - size: { at_most: 1GB }
              - name: Production
                gates: *usual
            """
        );

        policy.Rules["Production"].Gates.Select(rule => rule.Gate.Name).ShouldBe(["signature", "size"]);
    }

    [Fact]
    public void A_problem_says_where_in_the_structure_it_is() =>
        PolicyFile
            .Parse("version: 1\nstages:\n  - name: A\n    gates:\n      - size: { at_most: big }")
            .Problems.ShouldHaveSingleItem()
            .Path.ShouldBe("stages[0].gates[0].size.at_most");

    [Fact]
    public void Stages_are_not_compared_with_those_of_a_file_that_defines_none() =>
        Files
            .Read("version: 1\nmodels: [{match: a, stages: [{name: Canary, from: [Lab]}]}]")
            .RulesFor("a", "Canary")
            .From.ShouldBe(["Lab"]);

    [Theory]
    [InlineData("[{allow: [promote], to: [ann]}]", "could never be replaced")]
    [InlineData("[{allow: [apply-policy], to: [nobody]}]", "could never be replaced")]
    [InlineData("[{allow: [apply-policy], to: [ann]}]", "the permissions let nobody 'approve' there")]
    [InlineData(
        "[{allow: [apply-policy, approve], to: [ann], stages: [Staging]}]",
        "the permissions let nobody 'approve' there"
    )]
    public void Permissions_that_lock_everyone_out_are_refused(string permissions, string problem) =>
        Files
            .Problems(
                $"version: 1\nroles: {{nobody: []}}\npermissions: {permissions}\n"
                    + "stages: [{name: Staging}, {name: Production, approvals: {required: 1}}]"
            )
            .ShouldContain(said => said.Contains(problem, StringComparison.Ordinal));
}
