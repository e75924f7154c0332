using Gradus.Core;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Serving;
using Gradus.Core.Stages;
using Gradus.Core.Work;
using Gradus.Policies.Freezes;

namespace Gradus.Policies.Reading;

/// <summary>One file with every key, and what it is read as.</summary>
public sealed class WholeFileTests
{
    private static readonly Policy Read = Files.Read(Files.Whole);

    private static StageRules Production => Read.RulesFor("any", "Production");

    [Fact]
    public void The_stages_are_in_their_order()
    {
        Read.Stages.Select(stage => stage.Name.Value).ShouldBe(["Development", "Staging", "Production"]);
        Read.Stages[1].Description.ShouldBe("As Production, for us only.");
        Read.Stages.Select(stage => stage.Occupancy).ShouldBe([null, Occupancy.Many, Occupancy.One]);
        Read.Rules.Keys.ShouldBe(["Production"]);
    }

    [Fact]
    public void Every_kind_of_gate_is_read()
    {
        Production
            .Gates.Select(rule => rule.Gate.Name)
            .ShouldBe([
                "evaluate on churn-test",
                "accuracy ≥ 0.95",
                "logged log_loss < 0.2",
                "incumbent accuracy",
                "incumbent f1_macro",
                "accuracy by region ≥ 0.9",
                "signature",
                "signed release.sig",
                "latency p95 ≤ 50 ms",
                "size",
                "unit",
                "check integration-tests",
                "documentation",
                "risk-desk",
                "incumbent log_loss",
                "psi of churn-test from churn-train ≤ 0.2",
                "equalized_odds_difference by region ≤ 0.1",
                "latency p99 at 50/s ≤ 80 ms",
                "latency beside the incumbent at 20/s",
            ]);
        Gate<ThresholdGate>(1).ShouldBe(new ThresholdGate("accuracy", new Bound("≥", 0.95), "churn-test"));
        Gate<ThresholdGate>(2).Dataset.ShouldBeNull();
        Gate<IncumbentGate>(3).ShouldBe(new IncumbentGate("accuracy", "churn-test", 0.01, false));
        Gate<IncumbentGate>(4).ShouldBe(new IncumbentGate("f1_macro", "churn-test", 0.02, true));
        Gate<SliceGate>(5).ShouldBe(new SliceGate("accuracy", "region", new Bound("≥", 0.9), 50, "churn-test"));
        Gate<LatencyGate>(8).ShouldBe(new LatencyGate("latency-set", 95, 50));
        Gate<SizeGate>(9).MaxBytes.ShouldBe(200_000_000);
        Gate<ExternalGate>(11).Wait.ShouldBe(TimeSpan.FromHours(2));
        Gate<WebhookGate>(13).Webhook.ShouldBe(new WebhookSpec("risk-desk", "https://risk.example/ask?x=1"));
        Gate<ConfidentIncumbentGate>(14)
            .ShouldBe(new ConfidentIncumbentGate("log_loss", "churn-test", 0.02, false, 0.95));
        Gate<DriftGate>(15).ShouldBe(new DriftGate("psi", new Bound("≤", 0.2), "churn-test", "churn-train"));
        Gate<FairnessGate>(16)
            .ShouldBe(
                new FairnessGate("equalized_odds_difference", "region", new Bound("≤", 0.1), 30, "churn-test", 0.9)
            );
        Gate<LoadLatencyGate>(17)
            .ShouldBe(new LoadLatencyGate("latency-set", 99, 80, new RequestLoad(50, 2_000, 0.99)));
        Gate<RivalLatencyGate>(18).ShouldBe(new RivalLatencyGate("churn-test", 0.1, new RequestLoad(20, 1_000, 0.95)));
        Gate<WebhookGate>(13).Limits.ShouldBe(Limits.Default with { TimeoutSeconds = 30 });
    }

    [Fact]
    public void A_command_has_its_words_as_they_are_written()
    {
        var gate = Gate<CommandGate>(10);

        gate.Command.Arguments.ShouldBe(["python", "-m", "pytest", "tests", "--count", "3"]);
        gate.Command.Report.ShouldBe("junit");
        gate.Command.Environment.ShouldBe(new Dictionary<string, string> { ["SEED"] = "7", ["FAST"] = "true" });
        gate.Limits.ShouldBe(new Limits(600, 2L << 30));
    }

    [Fact]
    public void A_signature_is_trusted_by_keys_roots_and_identities()
    {
        var gate = Gate<SignedGate>(7);

        gate.File.ShouldBe("release.sig");
        gate.Signers.Keys.ShouldHaveSingleItem()
            .Fingerprint.ShouldBe("6b7ce6d0e805d36c4e79cd9c0e65de6f44b62f34a5e777dc9065c1c8ab152eeb");
        gate.Signers.Roots.ShouldHaveSingleItem().Name.ShouldBe("CN=Acme Root");
        gate.Signers.Identities.ShouldBe([new NamePattern("*@acme.example")]);
        gate.Signers.Issuer.ShouldBe("https://token.acme.example");
        gate.Uncovered.ShouldBe([new NamePattern(".gitattributes")]);
    }

    [Fact]
    public void Documentation_is_a_length_tags_and_sections()
    {
        var gate = Gate<DocumentationGate>(12);

        gate.MinDescription.ShouldBe(40);
        gate.Tags.ShouldBe(["owner"]);
        gate.Sections.ShouldBe(["Intended use", "Limitations"]);
    }

    [Fact]
    public void What_all_gates_have_is_read_beside_the_kind()
    {
        Production.Gates[1].ShouldBe(new GateRule(Production.Gates[1].Gate, true, 2, TimeSpan.FromDays(2)));
        Production.Gates[6].ShouldBe(new GateRule(new SignatureGate()));
    }

    [Fact]
    public void Approvals_and_waits_are_read()
    {
        Production.From.ShouldBe(["Staging"]);
        Production.Aliases.ShouldBe(["champion"]);
        Production.ArchiveExisting.ShouldBeTrue();
        Production.Soak.ShouldBe(TimeSpan.FromHours(36));
        Production.Approvals!.Required.ShouldBe(2);
        Production.Approvals.Roles.ShouldBe(["release", "risk"]);
        Production.Approvals.FourEyes.ShouldBeTrue();
        Production.Approvals.Expires.ShouldBe(TimeSpan.FromDays(7));
        var freeze = Production.Freezes.ShouldHaveSingleItem().ShouldBeOfType<CronFreeze>();
        (freeze.Cron, freeze.Lasts, freeze.TimeZone, freeze.Reason).ShouldBe(
            ("0 17 * * FRI", TimeSpan.FromHours(64), "Europe/Berlin", "Weekend")
        );
    }

    [Fact]
    public void What_comes_after_the_move_is_read()
    {
        Production.Automation.ShouldBe(new AutomationRule("Staging", "accuracy"));
        var verification = Production.Verification.ShouldNotBeNull();
        verification.Every.ShouldBe(TimeSpan.FromHours(1));
        verification.OnFailure.ShouldBe(OnFailedVerification.Rollback);
        verification.MaxRollbacks.ShouldBe(3);
        // Its threshold is measured where the stage's only evaluate gate measures.
        verification.Gates.Count.ShouldBe(3);
        verification.Gates[0].Gate.ShouldBe(new ThresholdGate("accuracy", new Bound("≥", 0.9), "churn-test"));
        var served = verification.Gates[1].Gate.ShouldBeOfType<ServedGate>();
        served.Gateways.ShouldBe(["eu", "us"]);
        (served.AtLeast, served.Wait).ShouldBe((1, TimeSpan.FromSeconds(90)));
        verification.Gates[2].Gate.ShouldBe(new TrafficGate(0.01, 25, 0.98, 200, TimeSpan.FromHours(3)));
    }

    [Fact]
    public void A_canary_is_read_with_its_steps()
    {
        var canary = Production.Verification!.Canary.ShouldNotBeNull();
        canary.Steps.ShouldBe([CanaryStep.Shadow, new CanaryStep(0.05), new CanaryStep(0.25)]);
        (canary.Each, canary.Key).ShouldBe((TimeSpan.FromMinutes(10), "X-Account"));
    }

    [Fact]
    public void Permissions_are_read()
    {
        Ruling.Of(Read, new Caller("eve", "r"), PolicyAction.Promote, "fraud-1", "Staging").IsAllowed.ShouldBeTrue();
        Ruling
            .Of(Read, new Caller("eve", "r"), PolicyAction.Promote, "fraud-1", "Production")
            .IsAllowed.ShouldBeFalse();
        Ruling.Of(Read, new Caller("ann", "r"), PolicyAction.Promote, "fraud-1", "Production").IsAllowed.ShouldBeTrue();
        Ruling.Of(Read, new Caller("ann", "r"), PolicyAction.Promote, "churn", "Production").IsAllowed.ShouldBeFalse();
        Ruling
            .Of(Read, new Caller("eve", "r"), PolicyAction.BreakGlass, "churn", "Production")
            .IsAllowed.ShouldBeFalse();
        Ruling
            .Of(Read, new Caller("root", "r"), PolicyAction.BreakGlass, "churn", "Production")
            .IsAllowed.ShouldBeTrue();
        Ruling.Of(Read, new Caller("root", "r"), PolicyAction.ApplyPolicy).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void What_a_model_overrides_replaces_the_rest_stays()
    {
        var rules = Read.RulesFor("fraud-1", "Production");

        Read.ModeFor("fraud-1").ShouldBe(PolicyMode.Warn);
        Read.ModeFor("churn").ShouldBe(PolicyMode.Enforce);
        rules.Gates.ShouldHaveSingleItem().Gate.ShouldBe(new SizeGate(1 << 30));
        rules.Approvals.ShouldBeNull();
        rules.Verification.ShouldBeNull();
        rules.Automation.ShouldBeNull();
        rules.From.ShouldBeNull();
        rules.Soak.ShouldBe(TimeSpan.Zero);
        rules.Freezes.ShouldBe(Production.Freezes);
        rules.Aliases.ShouldBe(["champion"]);
    }

    private static T Gate<T>(int index) => Production.Gates[index].Gate.ShouldBeOfType<T>();
}
