using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gradus.Cli.Tests.Attestations;

/// <summary>One bundle for an auditor, and the way from bytes to digest, statement, gates, approvals and ledger.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private Live _live = null!;
    private string _key = "";
    private string _bundle = "";
    private string _model = "";

    public async ValueTask InitializeAsync()
    {
        _live = await Live.StartAsync(2, Live.Policy);
        await PromoteAsync(1);
        _key = (await _live.Api.Ledger.CheckpointAsync()).Key;
        _bundle = _live.File("m-1.evidence.json");
        _model = _live.File("model.bin", "bytes of 1");
        (await _live.RunAsync($"attestations bundle m/1 --output {_bundle}")).ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _live.DisposeAsync();

    [Fact]
    public async Task Without_a_server_every_step_from_the_bytes_to_the_ledger_is_said()
    {
        var outcome = await OfflineAsync(_bundle);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        string[] lines = outcome.Output.Split('\n');
        lines[0].ShouldStartWith($"✓ bytes: in {_model}: those of m/1 (sha256:");
        lines[1].ShouldMatch("^✓ statement: signed by gradus/[0-9a-f]+: let into Production at 20");
        lines[2].ShouldBe("✓ gates: signature: Passed");
        lines[3].ShouldMatch("^✓ approvals: .+ at 20");
        lines[4].ShouldMatch("^✓ ledger: record [0-9]+ of [0-9]+ tells of the move, as signed$");
        lines[5].ShouldStartWith("Not proved: that it is in the stage now");
    }

    [Fact]
    public async Task With_a_server_it_is_who_holds_the_stage_now()
    {
        var first = await _live.RunAsync("verify m@Production");
        await PromoteAsync(2);
        var second = await _live.RunAsync($"verify m@Production --key {_key}");
        var old = await _live.RunAsync($"verify m@Production --files {_model}");

        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldStartWith("✓ bytes: on the server, read through: those of m/1 (sha256:");
        first.Output.ShouldContain("that the key is the right one");
        second.Output.ShouldContain("those of m/2");
        second.Output.ShouldContain("Not proved: who holds the stage now, which the server says; what bytes it serves");
        second.Output.ShouldNotContain("the key is the right one");
        old.ExitCode.ShouldBe(1);
        old.Complaint.ShouldContain("are not those of m/2");
    }

    [Fact]
    public async Task Programs_read_the_steps_as_JSON()
    {
        var outcome = await _live.RunAsync("verify m@Production --json");

        using var json = JsonDocument.Parse(outcome.Output);
        json.RootElement.GetProperty("steps")
            .EnumerateArray()
            .Select(step => step.GetProperty("step").GetString())
            .ShouldBe(["bytes", "statement", "gates", "approvals", "ledger"]);
    }

    [Fact]
    public async Task Other_bytes_another_stage_model_or_key_are_refused()
    {
        (await OfflineAsync(_bundle, files: _live.File("other.bin", "bytes of 2"))).Complaint.ShouldContain(
            "are not those of m/1"
        );
        (await OfflineAsync(_bundle, holder: "m@Staging")).Complaint.ShouldStartWith(
            "Nothing in the bundle attests that m/1 was let into Staging."
        );
        (await OfflineAsync(_bundle, holder: "n@Production")).Complaint.ShouldContain("is of m, not of n.");
        await using var elsewhere = await Live.StartAsync();
        var foreign = (await elsewhere.Api.Ledger.CheckpointAsync()).Key;
        (await OfflineAsync(_bundle, key: foreign)).Complaint.ShouldStartWith(
            "What is attested of m/1 was not signed with this key."
        );
        (await OfflineAsync(_live.File("no.json", "{}"))).Complaint.ShouldContain("is no bundle of evidence.");
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("record")]
    [InlineData("checkpoint")]
    [InlineData("inclusion")]
    [InlineData("sequence")]
    public async Task Whatever_of_the_signed_parts_is_changed_is_seen(string what)
    {
        var root = JsonNode.Parse(await File.ReadAllTextAsync(_bundle, TestContext.Current.CancellationToken))!;
        var promotion = root["promotions"]!.AsArray().First(one => one!["attestation"] is not null)!;
        var proof = promotion["proof"]!;
        switch (what)
        {
            case "payload":
                var payload = Convert.FromBase64String(promotion["attestation"]!["payload"]!.GetValue<string>());
                payload[payload.Length / 2] ^= 1;
                promotion["attestation"]!["payload"] = Convert.ToBase64String(payload);
                break;
            case "record":
                proof["record"] = proof["record"]!.GetValue<string>().Replace("Production", "Productiom");
                break;
            case "checkpoint":
                var note = proof["checkpoint"]!.GetValue<string>().Split('\n');
                note[1] = "999";
                proof["checkpoint"] = string.Join('\n', note);
                break;
            case "inclusion":
                proof["inclusion"]![0] = new string('0', 64);
                break;
            default:
                proof["sequence"] = proof["sequence"]!.GetValue<long>() - 1;
                break;
        }

        var tampered = _live.File("tampered.json", root.ToJsonString());

        (await OfflineAsync(tampered)).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("promotions")]
    [InlineData("promotion")]
    [InlineData("proof")]
    [InlineData("attestation")]
    [InlineData("inclusion")]
    [InlineData("payload")]
    public async Task A_bundle_that_lacks_something_is_refused_in_a_sentence(string what)
    {
        var root = JsonNode.Parse(await File.ReadAllTextAsync(_bundle, TestContext.Current.CancellationToken))!;
        var first = root["promotions"]![0]!.AsObject();
        var holder = what switch
        {
            "promotions" => root.AsObject(),
            "inclusion" => first["proof"]!.AsObject(),
            "payload" => first["attestation"]!.AsObject(),
            _ => first,
        };
        holder.Remove(what);

        var outcome = await OfflineAsync(_live.File("lacking.json", root.ToJsonString()));

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task A_proof_of_another_move_does_not_serve()
    {
        await PromoteAsync(2);
        var other = _live.File("m-2.json");
        (await _live.RunAsync($"attestations bundle m/2 --output {other}")).ExitCode.ShouldBe(0);
        var mine = JsonNode.Parse(await File.ReadAllTextAsync(_bundle, TestContext.Current.CancellationToken))!;
        var theirs = JsonNode.Parse(await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken))!;
        mine["promotions"]![0]!["proof"] = theirs["promotions"]![0]!["proof"]!.DeepClone();
        var swapped = _live.File("swapped.json", mine.ToJsonString());

        (await OfflineAsync(swapped)).Error.ShouldMatch("Record [0-9]+ of the ledger does not tell of this move\\.");
    }

    [Fact]
    public async Task Who_came_in_past_the_gates_is_not_verified()
    {
        await _live.RunAsync("promote m/2 --to Production --break-glass --reason fire --yes");

        var outcome = await _live.RunAsync("verify m@Production");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldStartWith(
            "m/2 came into Production by break-glass, not by a promotion: nothing attests"
        );
    }

    [Theory]
    [InlineData("rollback m --stage Production", "rollback")]
    [InlineData("promote m/1 --to Production --break-glass --reason fire --yes", "break-glass")]
    public async Task What_was_attested_once_does_not_serve_who_came_back_without_a_promotion(string line, string how)
    {
        await PromoteAsync(2);
        var back = await _live.RunAsync(line);
        back.ExitCode.ShouldBe(0, back.Error);

        var outcome = await _live.RunAsync("verify m@Production");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldStartWith($"m/1 came into Production by {how}, not by a promotion");
    }

    [Fact]
    public async Task What_is_missing_on_the_command_line_is_said()
    {
        (await _live.RunAsync("verify m@Production --offline")).Complaint.ShouldStartWith(
            "--offline needs --bundle, --files and --key"
        );
        (await _live.RunAsync("verify m")).Complaint.ShouldStartWith("'m' names no stage: write MODEL@STAGE");
        (await _live.RunAsync("verify m@Nowhere")).ExitCode.ShouldBe(1);
        (await _live.RunAsync($"verify m@Production --bundle {_bundle}")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task The_bundle_tells_stages_promotions_what_people_said_and_the_policy_that_they_were_judged_by()
    {
        using var bundle = JsonDocument.Parse(
            await File.ReadAllTextAsync(_bundle, TestContext.Current.CancellationToken)
        );
        var root = bundle.RootElement;

        root.GetProperty("format").GetString().ShouldBe("gradus-evidence/1");
        root.GetProperty("history")
            .EnumerateArray()
            .Select(one => one.GetProperty("to").GetString())
            .ShouldBe(["Production", "None"]);
        var promotion = root.GetProperty("promotions")[0];
        promotion.GetProperty("said").GetProperty("approvals").GetArrayLength().ShouldBe(1);
        promotion.GetProperty("promotion").GetProperty("phase").GetString().ShouldBe("Succeeded");
        root.GetProperty("policies")[0].GetProperty("text").GetString()!.ShouldContain("approvals: { required: 1 }");
    }

    [Fact]
    public async Task The_bill_of_materials_names_the_model_its_bytes_and_its_metrics()
    {
        await _live.RunAsync("versions log-metric m 1 auc=0.9");
        var file = _live.File("m-1.cdx.json");

        var outcome = await _live.RunAsync($"attestations bom m/1 --output {file}");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var bom = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var root = bom.RootElement;
        root.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        root.GetProperty("specVersion").GetString().ShouldBe("1.6");
        root.GetProperty("serialNumber")
            .GetString()!
            .ShouldMatch("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]");
        var model = root.GetProperty("metadata").GetProperty("component");
        model.GetProperty("type").GetString().ShouldBe("machine-learning-model");
        (model.GetProperty("name").GetString(), model.GetProperty("version").GetString()).ShouldBe(("m", "1"));
        var metric = model
            .GetProperty("modelCard")
            .GetProperty("quantitativeAnalysis")
            .GetProperty("performanceMetrics")[0];
        (metric.GetProperty("type").GetString(), metric.GetProperty("value").GetString()).ShouldBe(("auc", "0.9"));
        var part = root.GetProperty("components")[0];
        part.GetProperty("name").GetString().ShouldBe("model.bin");
        part.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length.ShouldBe(64);
    }

    private async Task PromoteAsync(int version)
    {
        var promotion = await _live.WaitingAsync(version);
        (await _live.RunAsync($"approve {promotion.Id}")).ExitCode.ShouldBe(0);
    }

    private Task<Cli.Outcome> OfflineAsync(
        string bundle,
        string? files = null,
        string? key = null,
        string holder = "m@Production"
    ) => _live.RunAsync($"verify {holder} --offline --bundle {bundle} --files {files ?? _model} --key {key ?? _key}");
}
