using System.Text;
using System.Text.Json;

namespace Gradus.Cli.Tests.Attestations;

/// <summary>From the bytes on the disk to the statement that they were let in, without a server.</summary>
public sealed class AttestationTests : IAsyncLifetime
{
    private Live _live = null!;
    private string _key = "";
    private string _file = "";
    private string _model = "";

    public async ValueTask InitializeAsync()
    {
        _live = await Live.StartAsync(2, Live.Policy);
        var promotion = await _live.WaitingAsync(1);
        (await _live.RunAsync($"approve {promotion.Id}")).ExitCode.ShouldBe(0);
        _key = (await _live.Api.Ledger.CheckpointAsync()).Key;
        _file = _live.File("m-1.intoto.json");
        _model = _live.File("model.bin", "bytes of 1");
        (await _live.RunAsync($"attestations create m/1 --to Production --output {_file}")).ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _live.DisposeAsync();

    [Fact]
    public async Task The_bytes_that_were_let_in_are_known_without_the_server()
    {
        var outcome = await CheckAsync(_file, _model, _key, "Production");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldStartWith("✓ These are the bytes of m/1, which was let into Production (sha256:");
    }

    [Fact]
    public async Task Other_bytes_another_stage_and_another_key_are_refused()
    {
        (await CheckAsync(_file, _live.File("other.bin", "bytes of 2"), _key)).Complaint.ShouldStartWith(
            "These are not the bytes of m/1: "
        );
        (await CheckAsync(_file, _model, _key, "Staging")).Complaint.ShouldStartWith(
            "m/1 was let into Production, not into Staging."
        );
        await using var elsewhere = await Live.StartAsync();
        var foreign = (await elsewhere.Api.Ledger.CheckpointAsync()).Key;
        (await CheckAsync(_file, _model, foreign)).Complaint.ShouldContain("was not signed with this key.");
        (await CheckAsync(_model, _model, _key)).Complaint.ShouldContain("is no attestation of a promotion.");
    }

    [Fact]
    public async Task Whatever_byte_of_it_is_flipped_it_is_refused()
    {
        var bytes = await File.ReadAllBytesAsync(_file, TestContext.Current.CancellationToken);
        // The key's id is a hint that nobody relies on.
        var hint = Encoding.UTF8.GetString(bytes).IndexOf("\"keyid\"", StringComparison.Ordinal);
        for (var i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 80))
        {
            if (char.IsWhiteSpace((char)bytes[i]) || (i >= hint && i < hint + 30))
            {
                continue;
            }

            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            var tampered = _live.File("tampered.json");
            await File.WriteAllBytesAsync(tampered, changed, TestContext.Current.CancellationToken);

            (await CheckAsync(tampered, _model, _key)).ExitCode.ShouldBe(1, $"byte {i}");
        }
    }

    [Fact]
    public async Task It_is_an_in_toto_statement_with_a_verification_summary_that_tells_gates_approvals_and_the_ledger()
    {
        using var envelope = JsonDocument.Parse(
            await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken)
        );
        using var statement = JsonDocument.Parse(envelope.RootElement.GetProperty("payload").GetBytesFromBase64());
        var root = statement.RootElement;
        var predicate = root.GetProperty("predicate");
        var details = predicate.GetProperty("gradus");

        envelope.RootElement.GetProperty("payloadType").GetString().ShouldBe("application/vnd.in-toto+json");
        root.GetProperty("_type").GetString().ShouldBe("https://in-toto.io/Statement/v1");
        root.GetProperty("predicateType").GetString().ShouldBe("https://slsa.dev/verification_summary/v1");
        predicate.GetProperty("resourceUri").GetString().ShouldBe("models:/m/1");
        predicate.GetProperty("verificationResult").GetString().ShouldBe("PASSED");
        predicate.GetProperty("verifiedLevels")[0].GetString().ShouldBe("GRADUS_STAGE_Production");
        details.GetProperty("gates")[0].GetProperty("name").GetString().ShouldBe("signature");
        details.GetProperty("approvals").GetArrayLength().ShouldBe(1);
        details.GetProperty("ledger_record").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Of_what_has_moved_nothing_nothing_is_attested()
    {
        var waiting = await _live.WaitingAsync(2);

        var outcome = await _live.RunAsync($"attestations create {waiting.Id}");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldStartWith($"Promotion '{waiting.Id}' has moved nothing: there is nothing to attest.");
    }

    [Fact]
    public async Task Who_came_in_past_the_gates_or_where_rules_only_warn_has_nothing_attested()
    {
        await _live.RunAsync("promote m/2 --to Production --break-glass --reason fire --yes");
        (await _live.RunAsync("promote m/2 --to Production")).ExitCode.ShouldBe(0);
        var past = await _live.RunAsync("attestations create m/2");
        await _live.Api.Policy.ApplyAsync(Live.Policy + "\nmode: warn\n");
        (await _live.RunAsync("promote m/1 --to Production")).ExitCode.ShouldBe(0);
        var warned = await _live.RunAsync("attestations create m/1 --to Production");

        past.ExitCode.ShouldBe(1);
        past.Complaint.ShouldContain("has moved nothing: there is nothing to attest.");
        warned.ExitCode.ShouldBe(1);
        warned.Complaint.ShouldContain("was not held to its rules, which were not enforced");
    }

    [Fact]
    public async Task A_yes_that_was_taken_back_is_not_attested()
    {
        await _live.Api.Policy.ApplyAsync(Live.Policy.Replace("required: 1", "required: 2", StringComparison.Ordinal));
        var waiting = await _live.WaitingAsync(2);
        await _live.RunAsync($"approve {waiting.Id}", Of("ann"));
        await _live.RunAsync($"withdraw {waiting.Id}", Of("ann"));
        await _live.RunAsync($"approve {waiting.Id}", Of("ben"));
        await _live.RunAsync($"approve {waiting.Id}", Of("cem"));
        var file = _live.File("m-2.intoto.json");

        var made = await _live.RunAsync($"attestations create {waiting.Id} --output {file}");

        made.ExitCode.ShouldBe(0, made.Error);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        using var envelope = JsonDocument.Parse(text);
        using var statement = JsonDocument.Parse(envelope.RootElement.GetProperty("payload").GetBytesFromBase64());
        statement
            .RootElement.GetProperty("predicate")
            .GetProperty("gradus")
            .GetProperty("approvals")
            .EnumerateArray()
            .Select(one => one.GetProperty("by").GetString())
            .ShouldBe(["ben", "cem"]);
    }

    private static Dictionary<string, string> Of(string user) => new() { ["GRADUS_USER"] = user };

    private Task<Cli.Outcome> CheckAsync(string file, string model, string key, string? stage = null) =>
        _live.RunAsync(
            $"attestations verify {file} --files {model} --key '{key}'{(stage is null ? "" : $" --stage {stage}")}"
        );
}
