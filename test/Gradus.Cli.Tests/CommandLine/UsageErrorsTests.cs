namespace Gradus.Cli.Tests.CommandLine;

public sealed class UsageErrorsTests
{
    [Theory]
    [InlineData(
        "models promote",
        "Unknown command 'promote' in 'gradus models'. Did you mean 'gradus models transition-stage'? To have the version tested first: gradus promote"
    )]
    [InlineData("model list", "Unknown command 'model' in 'gradus'. Did you mean 'models'?")]
    [InlineData("stage list", "Unknown command 'stage' in 'gradus'. Did you mean 'stages'?")]
    [InlineData("modles list", "Unknown command 'modles' in 'gradus'. Did you mean 'models'?")]
    [InlineData("polcy check", "Unknown command 'polcy' in 'gradus'. Did you mean 'policy'?")]
    [InlineData(
        "--server http://127.0.0.1:1 polcy check",
        "Unknown command 'polcy' in 'gradus'. Did you mean 'policy'?"
    )]
    [InlineData("promte models list", "Unknown command 'promte' in 'gradus'. Did you mean 'promote'?")]
    [InlineData("models shw list", "Unknown command 'shw' in 'gradus models'. Did you mean 'show'?")]
    [InlineData("models ls", "Unknown command 'ls' in 'gradus models'. Did you mean 'list'?")]
    [InlineData("models search", "Unknown command 'search' in 'gradus models'. Did you mean 'list'?")]
    [InlineData("datasets create x", "Unknown command 'create' in 'gradus datasets'. Did you mean 'add'?")]
    [InlineData(
        "versions promote",
        "Unknown command 'promote' in 'gradus versions'. Did you mean 'gradus models transition-stage'? To have the version tested first: gradus promote"
    )]
    [InlineData("gateways", "Unknown command 'gateways' in 'gradus'. Did you mean 'status'?")]
    [InlineData("rollout m", "Unknown command 'rollout' in 'gradus'. Did you mean 'status'?")]
    [InlineData("ui", "Unknown command 'ui' in 'gradus'. Did you mean 'server'?")]
    [InlineData("version list", "'gradus version' takes no 'list'. Model versions are under: gradus versions")]
    public async Task A_wrong_command_gets_the_right_one(string line, string complaint) =>
        await Complains(line, complaint);

    [Theory]
    [InlineData(
        "--name m --version 3 --stage P",
        "Unknown option '--name' for 'gradus models transition-stage'. Did you mean --model-name?"
    )]
    [InlineData(
        "--model m --version 3 --stage P",
        "Unknown option '--model' for 'gradus models transition-stage'. Did you mean --model-name?"
    )]
    [InlineData(
        "--model-name m --ver 3 --stage P",
        "Unknown option '--ver' for 'gradus models transition-stage'. Did you mean --version?"
    )]
    [InlineData(
        "--model-name m --version 3 --to P",
        "Unknown option '--to' for 'gradus models transition-stage'. Did you mean --stage?"
    )]
    [InlineData(
        "--model-name m --version 3 --to=P",
        "Unknown option '--to' for 'gradus models transition-stage'. Did you mean --stage?"
    )]
    [InlineData(
        "--name m --ver 3 --to P",
        "Unknown options for 'gradus models transition-stage': '--name' (did you mean --model-name?), '--ver' (did you mean --version?), '--to' (did you mean --stage?)"
    )]
    [InlineData(
        "--model-name m --version 3 --stage P --archive-existing-version",
        "Unknown option '--archive-existing-version' for 'gradus models transition-stage'. Did you mean --archive-existing-versions?"
    )]
    [InlineData(
        "--model-name m --version 3",
        "'gradus models transition-stage' needs --stage STAGE. See: gradus models transition-stage --help"
    )]
    [InlineData(
        "--model-name m",
        "'gradus models transition-stage' needs --version N and --stage STAGE. See: gradus models transition-stage --help"
    )]
    [InlineData(
        "--model-name m --version three --stage P",
        "'three' is not a version: versions are numbered 1, 2, 3 and so on."
    )]
    [InlineData(
        "--model-name m --version -1 --stage P",
        "'-1' is not a version: versions are numbered 1, 2, 3 and so on."
    )]
    public async Task A_wrong_word_of_the_fixed_command_gets_the_right_one(string words, string complaint) =>
        await Complains($"models transition-stage {words}", complaint);

    [Theory]
    [InlineData(
        "models",
        "'gradus models' needs a command: list, show, create, rename, describe, delete, tag, untag, alias, unalias, transition-stage. See: gradus models --help"
    )]
    [InlineData("models show", "'gradus models show' needs MODEL. See: gradus models show --help")]
    [InlineData("models show --foo", "Unknown option '--foo' for 'gradus models show'. See: gradus models show --help")]
    [InlineData(
        "models show a b",
        "'gradus models show' takes no further argument 'b'. See: gradus models show --help"
    )]
    [InlineData(
        "models show --name m",
        "Unknown option '--name' for 'gradus models show'. Did you mean the argument MODEL, without an option?"
    )]
    [InlineData("models list --jsno", "Unknown option '--jsno' for 'gradus models list'. Did you mean --json?")]
    [InlineData("promote m --stage P", "Unknown option '--stage' for 'gradus promote'. Did you mean --to?")]
    [InlineData("promote m --to P", "Say which version: either --version N or --best METRIC.")]
    [InlineData(
        "promote m --to P --version 1 --best accuracy",
        "Say which version: either --version N or --best METRIC."
    )]
    [InlineData(
        "promote m --to P --version 1 --where x=1",
        "--where and --constraint say which versions --best chooses from: give --best METRIC."
    )]
    [InlineData(
        "promote m --to P --version 1 --data d --require accuracy",
        "--require takes a bound such as \"accuracy>=0.95\", \"latency_p95_ms<=50\" or \"logged accuracy>=0.95\", not 'accuracy'."
    )]
    [InlineData(
        "promote m --to P --best a --constraint size<=small",
        "--constraint takes a bound such as \"accuracy>=0.95\" or \"latency_p95_ms<=50\", not 'size<=small'."
    )]
    [InlineData(
        "promote m --to P --best accuracy:up",
        "--best takes a metric such as accuracy, or log_loss:min, not 'accuracy:up'."
    )]
    [InlineData(
        "versions reinstate m 1",
        "'gradus versions reinstate' needs --reason TEXT. See: gradus versions reinstate --help"
    )]
    [InlineData("best m", "Say by which metric: --best METRIC[:min|:max].")]
    [InlineData("promote m --to P --version 1 --wait --no-wait", "Say either --wait or --no-wait.")]
    [InlineData(
        "promote m --to P --version 1 --dry-run --plan-digest 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "--dry-run makes a plan and --plan-digest carries one out: say one of them."
    )]
    [InlineData(
        "promote m --to P --version 1 --plan-digest zzz",
        "--plan-digest takes a digest such as sha256:3f1c…, of 64 hexadecimal digits, not 'zzz'."
    )]
    [InlineData(
        "promote m --to P --version 1 --sarif x --policy-file nowhere.yaml",
        "--policy-file names the policy file in the repository; there is no file 'nowhere.yaml'."
    )]
    [InlineData(
        "promote m --to P --break-glass --reason r",
        "--break-glass moves one version: say which with --version N."
    )]
    [InlineData(
        "promote m --to P --version 1 --break-glass",
        "--break-glass needs --reason TEXT, which stands in the history."
    )]
    [InlineData(
        "promote m --to P --version 1 --break-glass --reason r --junit x",
        "--break-glass passes the gates by and takes no --junit: only --version, --to, --reason, --archive-existing and --yes."
    )]
    [InlineData(
        "promote m --to P --version 1 --break-glass --reason r",
        "--break-glass passes the gates by: where nobody can be asked, say --yes to mean it."
    )]
    [InlineData("why m --to P", "Say which version: m/3, or m --version 3.")]
    [InlineData("why m/x --to P", "'m/x' is not a version: write MODEL/VERSION, e.g. churn/3.")]
    [InlineData("why m/1 --version 1 --to P", "'m/1' names a version already: leave --version out.")]
    [InlineData("approve p1 --to P", "--to belongs to MODEL/VERSION, and 'p1' is a promotion's id.")]
    [InlineData(
        "waive m/1 --to P --gate g",
        "'gradus waive' needs --reason TEXT and --for TIME. See: gradus waive --help"
    )]
    [InlineData("check report m/1 --name n", "Say how it came out: one of --passed, --failed, --inconclusive.")]
    [InlineData(
        "check report m/1 --name n --passed --failed",
        "Say how it came out: one of --passed, --failed, --inconclusive."
    )]
    [InlineData("stop m", "'gradus stop' needs --reason TEXT. See: gradus stop --help")]
    [InlineData("rollback m", "'gradus rollback' needs --stage STAGE. See: gradus rollback --help")]
    [InlineData(
        "versions log-metric m 1 accuracy",
        "'accuracy' is not a metric: write NAME=VALUE, e.g. accuracy=0.97."
    )]
    [InlineData("policy init strict", "There is no preset 'strict'. Presets: open, team, regulated.")]
    [InlineData(
        "promote m --to P --version 1 --require logged",
        "--require takes a bound such as \"accuracy>=0.95\", \"latency_p95_ms<=50\" or \"logged accuracy>=0.95\", not 'logged'."
    )]
    [InlineData(
        "promote m --to P --best a --timeout soon",
        "--timeout takes a time such as 90s, 10m, 2h or 7d, not 'soon'."
    )]
    [InlineData("versions create m", "A version is created either --from a file or folder, or with a --source.")]
    [InlineData("models tag m team", "'team' is not a tag: write KEY=VALUE.")]
    [InlineData(
        "history m --at yesterday --stage P",
        "--at takes a time such as 2026-03-01 or 2026-03-01T09:30:00Z, not 'yesterday'."
    )]
    [InlineData(
        "history m --at 2026-03-01",
        "--at needs --stage STAGE: it answers who was in that stage at that time."
    )]
    [InlineData("stages occupancy --name P --to two", "Occupancy is 'one' or 'many', not 'two'.")]
    [InlineData("stages reorder --name P --position last", "--position takes a whole number from 0 on, not 'last'.")]
    [InlineData("completion tcsh", "There is no completion for 'tcsh'. Shells: bash, zsh, fish, pwsh.")]
    [InlineData("--server ftp://x models list", "--server is 'ftp://x', which is not an http or https address.")]
    public async Task Wrong_usage_is_one_line(string line, string complaint) => await Complains(line, complaint);

    [Fact]
    public async Task With_json_wrong_usage_is_problem_details_on_stderr()
    {
        var outcome = await Cli.RunAsync("models", "show", "--json");

        outcome.ExitCode.ShouldBe(2);
        outcome.Complaint.ShouldBe(
            """{"title":"Usage","detail":"'gradus models show' needs MODEL. See: gradus models show --help","code":"usage"}"""
        );
    }

    [Fact]
    public async Task A_name_that_looks_like_an_option_can_be_given_behind_two_dashes()
    {
        await using var server = await Testing.FakeServer.StartAsync();
        server.On("DELETE /api/v1/models/--odd", 204);

        var outcome = await Cli.RunAsync(server, "models", "delete", "--", "--odd");

        outcome.ShouldBe(new Cli.Outcome(0, "✓ Model '--odd' is deleted.\n", ""));
    }

    private static async Task Complains(string line, string complaint)
    {
        var outcome = await Cli.RunAsync(line.Split(' '));

        outcome.Complaint.ShouldBe(complaint);
        outcome.ExitCode.ShouldBe(2);
    }
}
