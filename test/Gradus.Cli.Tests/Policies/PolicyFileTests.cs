namespace Gradus.Cli.Tests.Policies;

/// <summary>What needs no server, and gets none.</summary>
public sealed class PolicyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_is_said_to_be_one()
    {
        var folder = Directory.CreateTempSubdirectory("gradus-policy-").FullName;

        var outcome = await Cli.RunAsync("policy", "check", folder);

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldBe($"'{folder}' is a folder; name the policy file in it, e.g. {folder}/gradus.yaml");
        Directory.Delete(folder);
    }

    [Fact]
    public async Task Every_problem_is_told_with_its_place()
    {
        var file = File("gradus.yaml", "version: 1\nmode: enforc\nstages:\n  - nam: X\n");

        var outcome = await Cli.RunAsync("policy", "check", file);

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.Split('\n')[0].ShouldStartWith($"{file}:2:7: 'mode'");
        outcome.Output.Split('\n')[1].ShouldStartWith($"{file}:4:5: Unknown key 'nam'");
        outcome.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task As_json_the_problems_are_the_APIs()
    {
        var file = File("gradus.yaml", "version: 1\nmode: enforc\n");

        var outcome = await Cli.RunAsync("policy", "check", file, "--json");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldStartWith("""{"valid":false,"problems":[{"line":2,"column":7,"path":"mode",""");
    }

    [Theory]
    [InlineData("open")]
    [InlineData("team")]
    [InlineData("regulated")]
    public async Task A_preset_that_was_written_is_a_policy_without_a_problem(string preset)
    {
        var file = Path.Combine(_folder, "gradus.yaml");

        var written = await Cli.RunAsync("policy", "init", preset, file);
        var check = await Cli.RunAsync("policy", "check", file);

        written.Output.ShouldBe(
            $"✓ Wrote the policy '{preset}' to {file}. Look at it, then: gradus policy plan {file}\n"
        );
        check.ShouldBe(new Cli.Outcome(0, $"✓ {file} is a policy without a problem.\n", ""));
    }

    [Fact]
    public async Task A_file_that_is_there_is_written_over_only_by_force()
    {
        var file = File("gradus.yaml", "mine");

        var refused = await Cli.RunAsync("policy", "init", "team", file);
        var kept = await System.IO.File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var forced = await Cli.RunAsync("policy", "init", "team", file, "--force");

        refused.Complaint.ShouldBe($"'{file}' is there already and was left as it is. To write over it: --force");
        refused.ExitCode.ShouldBe(1);
        kept.ShouldBe("mine");
        forced.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task No_file_is_one_line_that_says_how_to_begin()
    {
        var outcome = await Cli.RunAsync("policy", "check", "/nowhere/gradus.yaml");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldBe(
            "There is no policy file '/nowhere/gradus.yaml'. Write one to begin with: gradus policy init team"
        );
    }

    [Fact]
    public async Task Two_files_are_compared_without_a_server()
    {
        var (one, two) = (
            File("a.yaml", Live.Policy),
            File("b.yaml", Live.Policy.Replace("required: 1", "required: 2"))
        );

        var outcome = await Cli.RunAsync("policy", "diff", one, two);
        var json = await Cli.RunAsync("policy", "diff", one, two, "--json");

        outcome.ShouldBe(new Cli.Outcome(0, "  Production: approvals 1 → 2\n", ""));
        json.Output.ShouldBe("""{"changes":["Production: approvals 1 → 2"]}""" + "\n");
    }

    private string File(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(file, text);
        return file;
    }
}
