using System.Globalization;
using Gradus.Core.Artifacts;

namespace Gradus.Worker.Commands;

/// <summary>What a command finds when it starts: files, folders, variables, programs.</summary>
public sealed class SurroundingsTests : CommandTests
{
    [Fact]
    public async Task The_environment_is_what_the_guide_says_and_nothing_more()
    {
        Environment.SetEnvironmentVariable("GRADUS_TEST_SECRET", "s3cret");
        var command = Command(["env"]) with
        {
            Environment = new Dictionary<string, string>
            {
                ["SEED"] = "7",
                ["LANG"] = "de",
                ["MODEL_NAME"] = "other",
            },
        };

        var outcome = await RunAsync(command);

        var variables = outcome
            .Finding!.Log!.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        variables
            .Keys.Order(StringComparer.Ordinal)
            .ShouldBe([
                "CANDIDATE_VERSION",
                "HOME",
                "INCUMBENT_PATH",
                "INCUMBENT_VERSION",
                "LANG",
                "MODEL_NAME",
                "MODEL_PATH",
                "PATH",
                "REPORT_PATH",
                "SEED",
                "STAGE",
                "TMPDIR",
            ]);
        variables["PATH"].ShouldBe(Environment.GetEnvironmentVariable("PATH"));
        (variables["MODEL_NAME"], variables["STAGE"]).ShouldBe(("churn", "Production"));
        (variables["CANDIDATE_VERSION"], variables["INCUMBENT_VERSION"], variables["INCUMBENT_PATH"]).ShouldBe(
            ("7", "", "")
        );
        (variables["SEED"], variables["LANG"]).ShouldBe(("7", "de"));
    }

    [Fact]
    public async Task Candidate_and_incumbent_are_laid_out()
    {
        var work = Server.DescribeCommand(
            Shell(
                "cd $MODEL_PATH && find . -type f | sort && cat deep/b.txt && echo $INCUMBENT_VERSION && cat $INCUMBENT_PATH/a.txt"
            ),
            [("a.txt", "new"u8.ToArray()), ("deep/b.txt", "deep\n"u8.ToArray())],
            [("a.txt", "old"u8.ToArray())]
        );

        var outcome = await RunAsync(work);

        outcome.Finding!.Log.ShouldBe("./a.txt\n./deep/b.txt\ndeep\n4\nold");
        outcome.Finding.ArtifactDigest.ShouldBe(work.Artifact.Digest);
    }

    [Fact]
    public async Task Other_bytes_than_the_incumbents_are_an_error_and_nothing_is_run()
    {
        var work = Server.DescribeCommand(Shell("exit 0"), OneFile, [("a.txt", "old"u8.ToArray())]);
        Server.Store(Digest.Of("old"u8).Hex, "odd"u8.ToArray());

        var outcome = await RunAsync(work);

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldStartWith("File 'a.txt' of the incumbent is not to be had. ");
        outcome.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task It_works_in_a_copy_of_the_test_commands_that_it_cannot_spoil()
    {
        Keep("suite/check.sh", "#!/bin/sh\ncat suite/limit.txt; echo 99 > suite/limit.txt; : > new\n");
        Keep("suite/limit.txt", "5\n");

        var first = await RunAsync("suite/check.sh");
        var second = await RunAsync("suite/check.sh");

        (first.Outcome, first.Finding!.Log).ShouldBe(("passed", "5\n"));
        second.Finding!.Log.ShouldBe("5\n");
        Directory.GetFileSystemEntries(Commands).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_digest_of_the_test_commands_is_part_of_the_finding()
    {
        Keep("check.sh", "#!/bin/sh\n");
        Keep(".git/HEAD", "main");
        var first = await RunAsync("./check.sh");
        Keep(".git/HEAD", "other");
        var same = await RunAsync("./check.sh");
        Keep("check.sh", "#!/bin/sh\n# changed\n");
        var changed = await RunAsync("./check.sh");

        first.Finding!.Code.ShouldMatch("^test commands sha256:[0-9a-f]{64}$");
        same.Finding!.Code.ShouldBe(first.Finding.Code);
        changed.Finding!.Code.ShouldNotBe(first.Finding.Code);
    }

    [Fact]
    public async Task Links_lead_where_they_led()
    {
        Keep("check.sh", "#!/bin/sh\ncat inside outside\n");
        Keep("text", "inside\n");
        using var elsewhere = new TempFolder();
        await File.WriteAllTextAsync(
            Path.Join(elsewhere.FullName, "text"),
            "outside\n",
            TestContext.Current.CancellationToken
        );
        File.CreateSymbolicLink(Path.Join(Commands, "inside"), "text");
        File.CreateSymbolicLink(
            Path.Join(Commands, "outside"),
            Path.Join("..", Path.GetFileName(elsewhere.FullName), "text")
        );

        (await RunAsync("./check.sh")).Finding!.Log.ShouldBe("inside\noutside\n");
    }

    [Fact]
    public async Task There_is_no_input() =>
        (await ShellAsync("cat; readlink /proc/self/fd/0")).Finding!.Log.ShouldBe("/dev/null\n");

    [Fact]
    public async Task No_open_file_of_the_workers_is_passed_on() =>
        // The fourth is the folder that is listed.
        (await RunAsync("ls", "/proc/self/fd")).Finding!.Log.ShouldBe("0\n1\n2\n3\n");

    [Fact]
    public async Task It_leads_a_group_and_a_session_of_its_own_and_ignores_no_signal()
    {
        var outcome = await ShellAsync(
            "set -- $(cut -d' ' -f5,6 /proc/$$/stat); [ $1 = $$ ] && [ $2 = $$ ] && sed -n 's/^SigIgn:.//p' /proc/$$/status"
        );

        var ignored = ulong.Parse(
            outcome.Finding!.Log!,
            NumberStyles.HexNumber | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture
        );
        // The C library keeps 32 and 33 to itself.
        (ignored & 0x7fffffff).ShouldBe(0u);
    }

    [Fact]
    public async Task Arguments_pass_no_shell() =>
        (await RunAsync("printf", "%s|", "$HOME", "a b", "*", "; exit 3", "")).Finding!.Log.ShouldBe(
            "$HOME|a b|*|; exit 3||"
        );

    [Fact]
    public async Task A_program_that_is_not_in_PATH_is_named_with_PATH()
    {
        Keep("pytest", "#!/bin/sh\n");
        var command = Command(["pytest", "tests"]) with
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere:." },
        };

        var outcome = await RunAsync(command);

        (outcome.Outcome, outcome.Reason).ShouldBe(
            ("error", "The program 'pytest' is in no folder of the worker's PATH.")
        );
    }

    [Theory]
    [InlineData(
        "suite/none.sh",
        "The program 'suite/none.sh' is not in the worker's folder of test commands (--commands)."
    )]
    [InlineData("/opt/none/python", "The program '/opt/none/python' does not exist on the worker's machine.")]
    [InlineData("./plain", "The program './plain' is not executable: 'chmod +x' makes it so.")]
    [InlineData(
        "./strange",
        "The program './strange' could not be started: the interpreter that its first line names does not exist."
    )]
    [InlineData(
        "./noise",
        "The program './noise' could not be started: it is neither an executable nor a script whose first line names its interpreter."
    )]
    public async Task A_program_that_cannot_be_started_is_an_error_that_names_it(string program, string reason)
    {
        Keep("strange", "#!/no/such/interpreter\n");
        Keep("noise", "\u0001\u0002\u0003");
        await File.WriteAllTextAsync(
            Path.Join(Commands, "plain"),
            "#!/bin/sh\n",
            TestContext.Current.CancellationToken
        );

        var outcome = await RunAsync(program);

        (outcome.Outcome, outcome.Reason).ShouldBe(("error", reason));
    }

    [Fact]
    public async Task Work_of_a_kind_that_is_not_known_is_an_error()
    {
        var work = Describe("exit 0") with { Kind = "divine" };

        (await RunAsync(work)).Reason.ShouldBe("This worker does not know how to do work of the kind 'divine'.");
    }
}
