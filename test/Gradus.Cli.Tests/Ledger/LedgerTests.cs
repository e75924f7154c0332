using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Gradus.Protocol;
using Gradus.Protocol.Ledger;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Tests.Ledger;

/// <summary>The ledger's commands with a whole server behind them, and the second verifier, which has to agree.</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private Live _live = null!;

    public async ValueTask InitializeAsync() => _live = await Live.StartAsync(3);

    public ValueTask DisposeAsync() => _live.DisposeAsync();

    [Fact]
    public async Task Verify_says_what_it_checked_and_what_that_does_not_prove()
    {
        var outcome = await _live.RunAsync("ledger verify");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("7 records are what was signed.");
        outcome.Output.ShouldContain("rows of the tables are what the ledger tells.");
        outcome.Output.ShouldContain("3 blobs are what their digests say.");
        outcome.Output.ShouldContain("Not proved:");
    }

    [Fact]
    public async Task An_exported_ledger_is_sound_for_both_verifiers()
    {
        var file = await ExportAsync();

        (await VerifyAsync(file)).ExitCode.ShouldBe(0);
        (await PythonAsync(file)).ExitCode.ShouldBe(0);
    }

    [Trait("Abuse", "46")]
    [Fact]
    public async Task Whatever_byte_is_flipped_both_verifiers_see_it_and_name_the_same_record()
    {
        var file = await ExportAsync();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var header = Array.IndexOf(bytes, (byte)'\n');
        for (var i = 7; i < bytes.Length; i += Math.Max(1, bytes.Length / 60))
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            var tampered = await WriteAsync(changed);

            var own = await VerifyAsync(tampered);
            var python = await PythonAsync(tampered);

            own.ExitCode.ShouldBeOneOf([1, 2, 3], $"byte {i}");
            python.ExitCode.ShouldBeOneOf([1, 2, 3], $"byte {i}");
            if (i > header)
            {
                FirstBad(own.Output).ShouldBe(FirstBad(python.Output), $"byte {i}: {own.Output} / {python.Output}");
            }
        }
    }

    [Trait("Abuse", "46")]
    [Fact]
    public async Task Deleted_doubled_swapped_and_missing_records_are_named_by_both()
    {
        var lines = await File.ReadAllLinesAsync(await ExportAsync(), TestContext.Current.CancellationToken);
        string[][] tampered =
        [
            [.. lines[..3], .. lines[4..]],
            [.. lines[..4], lines[3], .. lines[4..]],
            [.. lines[..3], lines[4], lines[3], .. lines[5..]],
            [.. lines[..4], lines[4].Replace("\"actor\":\"", "\"actor\":\"x", StringComparison.Ordinal), .. lines[5..]],
            lines[..^2],
            lines[..^1],
        ];
        int[] codes = [1, 1, 1, 1, 3, 3];
        string[] first =
        [
            "Record 2",
            "Record 3",
            "Record 2",
            "Record 4: It does not name the leaf of record 3: one of the two was changed.",
            "Records 5 to 6 are missing.",
            "Record 6 is missing.",
        ];
        for (var i = 0; i < tampered.Length; i++)
        {
            var file = await WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', tampered[i]) + "\n"));
            var (own, python) = (await VerifyAsync(file), await PythonAsync(file));

            own.ExitCode.ShouldBe(codes[i]);
            python.ExitCode.ShouldBe(codes[i]);
            own.Output.ShouldContain(first[i]);
            python.Output.ShouldContain(first[i]);
        }
    }

    [Fact]
    public async Task A_proof_holds_without_the_server_and_not_for_another_record()
    {
        var proof = _live.File("proof.json");
        (await _live.RunAsync($"ledger prove 4 --output {proof}")).ExitCode.ShouldBe(0);

        (await VerifyAsync(proof)).ExitCode.ShouldBe(0);
        (await PythonAsync(proof)).ExitCode.ShouldBe(0);

        var text = await File.ReadAllTextAsync(proof, TestContext.Current.CancellationToken);
        var changed = await WriteAsync(
            Encoding.UTF8.GetBytes(text.Replace("version.register", "version.registes", StringComparison.Ordinal))
        );
        (await VerifyAsync(changed)).ExitCode.ShouldBe(1);
        (await PythonAsync(changed)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_promotion_that_moved_its_version_can_be_proved()
    {
        var moved = await _live.Api.Promotions.RequestAsync(
            "m",
            new Protocol.Promotions.PromotionRequestDto("Staging", 2)
        );
        for (var i = 0; i < 200 && moved.Ledger is null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            moved = await _live.Api.Promotions.GetAsync(moved.Id);
        }

        var outcome = await _live.RunAsync($"ledger prove {moved.Id} --output {_live.File("p.json")}");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        moved.Ledger!.CheckpointSize!.Value.ShouldBeGreaterThan(moved.Ledger.Sequence);
        (await VerifyAsync(_live.File("p.json"))).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(_live.File("p.json"), TestContext.Current.CancellationToken)).ShouldContain(
            "promotion.apply"
        );
    }

    [Fact]
    public async Task Who_kept_a_checkpoint_sees_whether_the_ledger_extends_it()
    {
        var kept = _live.File("kept.txt");
        (await _live.RunAsync($"ledger verify --save-checkpoint {kept}")).ExitCode.ShouldBe(0);
        await _live.Api.Models.CreateAsync(new CreateModelDto("later"));

        var later = await _live.RunAsync($"ledger verify --since {kept}");

        later.ExitCode.ShouldBe(0, later.Error);
        later.Output.ShouldContain("The ledger extends the earlier checkpoint.");
        (await PythonAsync(await ExportAsync(), "--since", kept)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Another_key_than_the_trusted_one_is_seen()
    {
        await using var other = await Live.StartAsync();
        var key = (await other.Api.Ledger.CheckpointAsync()).Key;

        var outcome = await _live.RunAsync($"ledger verify --key {key}");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldContain("not with the one that you trust");
    }

    [Fact]
    public async Task Show_tells_who_did_what()
    {
        var outcome = await _live.RunAsync("ledger show --subject models/m/versions/2");

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("version.register");
        (await _live.RunAsync("ledger show --action nonsense")).ExitCode.ShouldBe(1);
        (await _live.RunAsync("ledger show --since 2020-01-01 --subject models/m/versions/2")).Output.ShouldBe(
            outcome.Output
        );
        (await _live.RunAsync("ledger show --until 2020-01-01")).Output.ShouldBe("No record is so.\n");
        (await _live.RunAsync("ledger show --since yesterday")).ExitCode.ShouldBe(2);
    }

    [Trait("Abuse", "46")]
    [Theory]
    [InlineData("DELETE FROM ledger WHERE sequence = 3", 1, "✗ Record 3: It says that it is record 4.")]
    [InlineData(
        "DELETE FROM ledger WHERE sequence >= 5",
        3,
        "✗ Record 5: The ledger's end says 7 records; there are 5."
    )]
    [InlineData(
        "UPDATE ledger_head SET size = 5",
        1,
        "✗ The ledger's end, the row of ledger_head, was changed from outside."
    )]
    [InlineData(
        "UPDATE ledger SET record = replace(record, '\"actor\":\"', '\"actor\":\"x') WHERE sequence = 3",
        1,
        "✗ Record 4: It does not name the leaf of record 3: one of the two was changed.\n✗ Record 3: It was changed:"
    )]
    [InlineData(
        "UPDATE ledger SET record = replace(record, '\"actor\":\"', '\"actor\":\"x') WHERE sequence = 6",
        1,
        "✗ The records are not those that were signed: the root is another.\n✗ Record 6: It was changed:"
    )]
    [InlineData("DROP TABLE ledger", 2, "no such table")]
    public async Task What_was_done_to_the_server_s_own_ledger_is_told(string sql, int exitCode, string told)
    {
        await _live.RunAsync("ledger verify");
        await _live.ExecuteAsync(sql);

        var outcome = await _live.RunAsync("ledger verify");

        outcome.ExitCode.ShouldBe(exitCode, $"{outcome.Output} {outcome.Error}");
        (outcome.Output + outcome.Error).ShouldContain(told);
    }

    [Fact]
    public async Task A_server_with_another_key_is_not_tampered_with_and_told_what_it_needs()
    {
        await _live.RunAsync("ledger verify");
        await _live.RestartWithAnotherKeyAsync();

        var outcome = await _live.RunAsync("ledger verify");
        await _live.ExecuteAsync("UPDATE models SET description = 'mine'");
        var tampered = await _live.RunAsync("ledger verify");

        outcome.ExitCode.ShouldBe(2, $"{outcome.Output} {outcome.Error}");
        outcome.Output.ShouldContain(
            "✗ The ledger's last checkpoint was not signed with this key: start the server with"
        );
        tampered.ExitCode.ShouldBe(1, tampered.Output);
    }

    [Fact]
    public async Task A_checkpoint_that_was_edited_is_no_other_key()
    {
        await _live.RunAsync("ledger verify");
        await _live.ExecuteAsync("UPDATE checkpoints SET note = replace(note, 'gradus/', 'gradus/x')");

        (await _live.RunAsync("ledger verify")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task As_json_it_says_what_was_checked_and_what_the_server_found()
    {
        var check = Read(await _live.RunAsync("ledger verify --json"));

        check.Outcome.ShouldBe("sound");
        check.Problems.ShouldBeEmpty();
        check.Checked.ShouldNotBeNull().Recomputed.ShouldBe(check.Checked.Root);
        check.Checked.Records.ShouldBe(7);
        (check.Server.ShouldNotBeNull().Sound, check.Server.Blobs).ShouldBe((true, 3));
    }

    [Fact]
    public async Task As_json_it_says_what_is_wrong()
    {
        var lines = await File.ReadAllLinesAsync(await ExportAsync(), TestContext.Current.CancellationToken);
        var cut = await _live.RunAsync(
            $"ledger verify {_live.File("cut.jsonl", string.Join('\n', lines[..^1]))} --json"
        );
        var none = await _live.RunAsync($"ledger verify {_live.File("x.txt", "hello")} --json");
        await _live.ExecuteAsync("UPDATE models SET description = 'mine'");
        var edited = await _live.RunAsync("ledger verify --json");

        cut.ExitCode.ShouldBe(3);
        (Read(cut).Outcome, Read(cut).Server).ShouldBe(("incomplete", null));
        Read(cut).Problems.ShouldBe(["Record 6 is missing."]);
        edited.ExitCode.ShouldBe(1);
        (Read(edited).Outcome, Read(edited).Checked!.Records).ShouldBe(("tampered", 7));
        Read(edited).Problems.ShouldBe(["models \"m\" has another description than the ledger says"]);
        none.ExitCode.ShouldBe(2);
        none.Output.ShouldBeEmpty();
        none.Error.ShouldStartWith("{\"detail\":\"It is neither an exported ledger nor a proof");
    }

    [Fact]
    public async Task A_key_that_is_none_is_not_the_file_s_fault()
    {
        var file = await ExportAsync();

        foreach (var line in (string[])[$"ledger verify {file} --key bogus", "ledger verify --key bogus"])
        {
            var outcome = await _live.RunAsync(line);

            outcome.Complaint.ShouldContain("A verification key is written NAME+ID+BASE64.");
            outcome.ExitCode.ShouldBe(2);
        }

        var python = await PythonAsync(file, "--key", "bogus");
        (python.ExitCode, python.Output).ShouldBe((2, "A verification key is written NAME+ID+BASE64.\n"));
    }

    [Fact]
    public async Task What_is_not_there_is_unreadable_and_not_tampered_with()
    {
        var missing = await _live.RunAsync("ledger verify no-such-file.jsonl");
        var elsewhere = await _live.RunAsync("ledger verify --server http://127.0.0.1:1");

        (missing.ExitCode, elsewhere.ExitCode).ShouldBe((2, 2));
        elsewhere.Error.ShouldContain("No Gradus server at");
    }

    [Fact]
    public async Task What_is_no_ledger_is_unreadable()
    {
        var outcome = await VerifyAsync(_live.File("x.txt", "hello\n"));

        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain("neither an exported ledger nor a proof");
        (await PythonAsync(_live.File("x.txt"))).ExitCode.ShouldBe(2);
    }

    private static LedgerCheckDto Read(Cli.Outcome outcome) =>
        JsonSerializer.Deserialize(outcome.Output, ProtocolJson.Default.LedgerCheckDto)!;

    private static string FirstBad(string output)
    {
        var at = output.IndexOf("Record", StringComparison.Ordinal);
        return at < 0 ? "" : string.Join(' ', output[at..].Split(' ', '\n').Take(2)).TrimEnd(':');
    }

    private async Task<string> ExportAsync()
    {
        var file = _live.File("ledger.jsonl");
        var outcome = await _live.RunAsync($"ledger export --output {file}");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return file;
    }

    private Task<Cli.Outcome> VerifyAsync(string file) => _live.RunAsync($"ledger verify {file}");

    private async Task<string> WriteAsync(byte[] bytes)
    {
        var file = _live.File("tampered.jsonl");
        await File.WriteAllBytesAsync(file, bytes);
        return file;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static async Task<(int ExitCode, string Output)> PythonAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Join(Folder(), "..", "..", "..", "tools", "verify-ledger.py"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
