using Gradus.Core.Policies;

namespace Gradus.Policies.Differences;

public sealed class PolicyDiffTests
{
    [Fact]
    public void A_policy_does_not_differ_from_itself()
    {
        PolicyDiff.Between(Policy.Open, Policy.Open).ShouldBeEmpty();
        PolicyDiff.Between(Files.Read(Files.Whole), Files.Read(Files.Whole)).ShouldBeEmpty();
    }

    /// <summary>One change of the file's text, and the line it makes; the other way round it makes one line too.</summary>
    [Theory]
    [InlineData("mode: enforce", "mode: warn", "mode enforce → warn")]
    [InlineData("release: [ann, bob]", "release: [ann, bob, cid]", "role release: member cid added")]
    [InlineData("to: [root]", "to: [root, ann]", "*")]
    [InlineData(
        "  - name: Development\n",
        "",
        "stage Development: no longer governed by the policy; it stays registered"
    )]
    [InlineData("occupancy: one", "occupancy: many", "Production: occupancy one → many")]
    [InlineData("As Production, for us only.", "Open.", "Staging: description As Production, for us only. → Open.")]
    [InlineData(
        "from: [Staging]\n",
        "from: [Staging, Development]\n",
        "Production: from Staging → Staging or Development"
    )]
    [InlineData("aliases: [champion]", "aliases: []", "Production: alias champion removed")]
    [InlineData("archive_existing: true", "archive_existing: false", "Production: archive_existing true → false")]
    [InlineData("at_least: 0.95", "at_least: 0.97", "Production: threshold accuracy: bound ≥ 0.95 → ≥ 0.97")]
    [InlineData("report_only: true", "report_only: false", "Production: threshold accuracy: report_only true → false")]
    [InlineData("fresh: 2d", "fresh: 36h", "Production: threshold accuracy: fresh 2d → 1d12h")]
    [InlineData("retries: 2", "retries: 3", "Production: threshold accuracy: retries 2 → 3")]
    [InlineData("confidence: \"95%\"", "confidence: \"99%\"", "Production: incumbent log_loss: confidence 95% → 99%")]
    [InlineData(", confidence: \"95%\"", "", "Production: incumbent log_loss: confidence 95% → none")]
    [InlineData(
        "at_most: 0.1, confidence: \"90%\"",
        "at_most: 0.2, confidence: \"90%\"",
        "Production: fairness equalized_odds_difference by region: bound ≤ 0.1 → ≤ 0.2"
    )]
    [InlineData(
        "at_most: 0.2 }",
        "at_most: 0.1 }",
        "Production: drift psi of churn-test from churn-train: bound ≤ 0.2 → ≤ 0.1"
    )]
    [InlineData("margin: \"2%\"", "margin: 0.02", "Production: incumbent f1_macro: margin 2% → 0.02")]
    [InlineData("      - signature: {}\n", "", "Production: signature removed")]
    [InlineData(
        "\"*@acme.example\"",
        "\"ci@acme.example\"",
        "Production: signed release.sig: identities [*@acme.example] → [ci@acme.example]"
    )]
    [InlineData(
        "https://token.acme.example",
        "https://other.example",
        "Production: signed release.sig: issuer https://token.acme.example → https://other.example"
    )]
    [InlineData(
        "uncovered: [.gitattributes]",
        "uncovered: []",
        "Production: signed release.sig: uncovered [.gitattributes] → []"
    )]
    [InlineData(
        "at_least: 0.9, min_examples: 50",
        "at_least: 0.8, min_examples: 50",
        "Production: slices accuracy by region: bound ≥ 0.9 → ≥ 0.8"
    )]
    [InlineData("min_examples: 50", "min_examples: 40", "Production: slices accuracy by region: min_examples 50 → 40")]
    [InlineData("p95_ms: 50", "p95_ms: 60", "Production: latency p95: bound 50 ms → 60 ms")]
    [InlineData("200MB", "201MB", "Production: size: at_most 200000000 bytes → 201000000 bytes")]
    [InlineData("--count, 3", "--count, 4", "*")]
    [InlineData("errors: \"1%\"", "errors: \"2%\"", "Production: verify: traffic: errors 1% → 2%")]
    [InlineData("p95_ms: 25, ", "", "Production: verify: traffic: p95_ms 25 → any")]
    [InlineData("gateways: [eu, us], ", "", "Production: verify: served: gateways [eu, us] → all that are heard")]
    [InlineData(
        "steps: [shadow, \"5%\", \"25%\"]",
        "steps: [shadow, \"50%\"]",
        "Production: verify canary shadow, 5%, 25% for 10m each by X-Account → shadow, 50% for 10m each by X-Account"
    )]
    [InlineData("SEED: 7", "SEED: 8", "Production: command unit: env [FAST=true, SEED=7] → [FAST=true, SEED=8]")]
    [InlineData("timeout: 10m", "timeout: 11m", "Production: command unit: timeout 600 s → 660 s")]
    [InlineData("wait: 2h", "wait: 0s", "Production: external check integration-tests: wait 2h → 0s")]
    [InlineData("tags: [owner]", "tags: []", "Production: documentation: tags [owner] → []")]
    [InlineData("ask?x=1", "ask?x=2", "*")]
    [InlineData("runner: gpu", "retries: 0", "Production: latency beside the incumbent: runner gpu → any worker")]
    [InlineData("namespace: gates", "namespace: more", "runner gpu: namespace gates → more")]
    [InlineData("backoffLimit: 1", "backoffLimit: 2", "runner gpu: spec.backoffLimit 1 → 2")]
    [InlineData(
        "gradus-worker:1.0",
        "gradus-worker:1.1",
        "runner gpu: spec.template.spec.containers[0].image \"registry.example/gradus-worker:1.0\" → \"registry.example/gradus-worker:1.1\""
    )]
    [InlineData("required: 2", "required: 1", "Production: approvals 2 → 1")]
    [InlineData("roles: [release, risk]", "roles: [release]", "Production: approvals of release or risk → release")]
    [InlineData("four_eyes: true", "four_eyes: false", "Production: approvals four_eyes true → false")]
    [InlineData(", expires: 7d", "", "Production: approvals expire after 7d → the promotion")]
    [InlineData("soak: 1d12h", "soak: 24h", "Production: soak 1d12h → 1d")]
    [InlineData("every: 1h", "every: 2h", "Production: verify again every 1h → every 2h")]
    [InlineData("max_rollbacks: 3", "max_rollbacks: 1", "Production: verify max_rollbacks 3 → 1")]
    [InlineData("at_least: 0.9 }", "at_least: 0.8 }", "Production: verify: threshold accuracy: bound ≥ 0.9 → ≥ 0.8")]
    [InlineData(
        "best: accuracy",
        "best: f1",
        "Production: promote from Staging, best accuracy → from Staging, best f1"
    )]
    [InlineData("    mode: warn", "    mode: off", "fraud-*: mode warn → off")]
    [InlineData(
        "at_most: 1GiB",
        "at_most: 1GB",
        "fraud-*: Production: size: at_most 1073741824 bytes → 1000000000 bytes"
    )]
    public void A_change_is_one_line(string before, string after, string line)
    {
        var file = Files.Whole.ReplaceLineEndings("\n");
        file.Split(before).Length.ShouldBe(2, $"'{before}' is there once");
        var (a, b) = (Files.Read(file), Files.Read(file.Replace(before, after, StringComparison.Ordinal)));

        var said = PolicyDiff.Between(a, b);

        if (line == "*")
        {
            said.ShouldNotBeEmpty();
        }
        else
        {
            said.ShouldBe([line]);
        }

        PolicyDiff.Between(b, a).Count.ShouldBe(said.Count);
    }

    [Fact]
    public void What_happens_on_failure_is_one_line()
    {
        const string Text = """
            version: 1
            stages:
              - name: Production
                verify: { gates: [size: { at_most: 1MB }], on_failure: rollback }
            """;

        PolicyDiff
            .Between(Files.Read(Text), Files.Read(Text.Replace("rollback", "revoke", StringComparison.Ordinal)))
            .ShouldBe(["Production: verify on_failure rollback → revoke"]);
    }

    [Fact]
    public void What_is_put_in_place_of_nothing_is_told_whole()
    {
        var (a, b) = (
            Files.Read("version: 1\nstages: [{name: Production}]"),
            Files.Read(
                """
                version: 1
                roles: { release: [ann] }
                permissions: [{ allow: [promote, approve, apply-policy], to: [release], models: ["fraud-*"] }]
                stages:
                  - name: Canary
                  - name: Production
                    gates:
                      - evaluate: { data: d }
                      - threshold: { metric: accuracy, at_least: 0.95 }
                      - threshold: { metric: accuracy, below: 1 }
                    approvals: { required: 1, roles: [release], four_eyes: true, expires: 7d }
                    freeze: [{ cron: "0 17 * * FRI", lasts: 64h, reason: Weekend }]
                    verify: { gates: [{ signature: {} }] }
                    promote: { from: Canary }
                models:
                  - match: fraud-?
                    mode: warn
                    stages: [{ name: Production, approvals: none }]
                """
            )
        );

        PolicyDiff
            .Between(a, b)
            .ShouldBe([
                "role release added",
                "role release: member ann added",
                "permissions everyone may do everything → only what is listed",
                "permission 'promote, approve and apply-policy to release for models fraud-*' added",
                "stage Canary added",
                "Production: evaluate on d added",
                "Production: threshold accuracy ≥ 0.95 added",
                "Production: threshold accuracy < 1 added",
                "Production: approvals none → 1 of release, four eyes, expiring after 7d",
                "Production: freeze '0 17 * * FRI' in UTC for 2d16h (Weekend) added",
                "Production: verify none → again never, on_failure revoke, max_rollbacks 2",
                "Production: verify: signature added",
                "Production: promote none → from Canary, the newest",
                "rules for models fraud-? added",
                "fraud-?: mode enforce → warn",
            ]);
    }

    [Theory]
    [InlineData("incumbent: { metric: f1, data: d, margin: \"2%\" }", "incumbent f1 (margin 2%)")]
    [InlineData("incumbent: { metric: f1, data: d }", "incumbent f1")]
    [InlineData("threshold: { metric: f1, data: d, at_least: 0.9 }", "threshold f1 ≥ 0.9")]
    [InlineData("size: { at_most: 20MB }", "size (at_most 20000000 bytes)")]
    [InlineData("documentation: { description: 20, tags: [owner] }", "documentation (description 20, tags [owner])")]
    public void A_gate_that_comes_or_goes_is_told_with_what_it_asks(string gate, string said)
    {
        var without = Files.Read("version: 1\nstages: [{name: Production}]");
        var with = Files.Read($"version: 1\nstages:\n  - name: Production\n    gates:\n      - {gate}\n");

        PolicyDiff.Between(without, with).ShouldBe([$"Production: {said} added"]);
        PolicyDiff.Between(with, without).ShouldBe([$"Production: {said} removed"]);
    }

    [Fact]
    public void An_override_that_goes_is_told_by_what_its_models_get_instead()
    {
        var file = Files.Whole.ReplaceLineEndings("\n");
        var without = file[..file.IndexOf("models:\n", StringComparison.Ordinal)];

        var lines = PolicyDiff.Between(Files.Read(file), Files.Read(without));

        lines.ShouldContain("rules for models fraud-* removed");
        lines.ShouldContain("fraud-*: mode warn → enforce");
        lines.ShouldContain("fraud-*: Production: soak 0s → 1d12h");
        lines.ShouldContain("fraud-*: Production: approvals none → 2 of release or risk, four eyes, expiring after 7d");
    }

    [Fact]
    public void Another_order_is_told() =>
        PolicyDiff
            .Between(
                Files.Read(
                    "version: 1\nstages: [{name: A}, {name: B, gates: [{signature: {}}, {size: {at_most: 1MB}}]}]"
                ),
                Files.Read(
                    "version: 1\nstages: [{name: B, gates: [{size: {at_most: 1MB}}, {signature: {}}]}, {name: A}]"
                )
            )
            .ShouldBe(["order of stages A, B → B, A", "B: order of gates signature, size → size, signature"]);
}
