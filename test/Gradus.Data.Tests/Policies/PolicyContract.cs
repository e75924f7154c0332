using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Approvals;
using Gradus.Data.Gates;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Rollbacks;
using Gradus.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Policies;

/// <summary>What the suites of the policy and of all that it governs share: a policy in force, and short ways to the stores.</summary>
public abstract class PolicyContract(TestDatabase database) : PromotionContract(database)
{
    protected const string Gated = """
        version: 1
        stages:
          - name: Staging
          - name: Production
            occupancy: one
            aliases: [champion]
            gates:
              - threshold: { metric: accuracy, at_least: 0.9, source: logged }
            approvals: { required: 1, four_eyes: true }
        """;

    protected const string OnlyRoot = """
        version: 1
        permissions:
          - { allow: [promote, approve, rollback, waive, break-glass, hold, report-check, apply-policy], to: [root] }
        """;

    protected static readonly Caller Root = new("root", "r-root");

    protected PolicyStore Policies => new(Database);

    protected ApprovalStore Approvals => new(Database);

    protected HoldStore Holds => new(Database);

    protected WaiverStore Waivers => new(Database);

    protected CheckStore Checks => new(Database);

    protected MetricStore Metrics => new(Database);

    protected RollbackStore Rollbacks => new(Database);

    protected static Policy Parse(string text) =>
        PolicyFile.Parse(text) is { Policy: { } policy }
            ? policy
            : throw new ArgumentException(string.Join('\n', PolicyFile.Parse(text).Problems), nameof(text));

    protected async Task<Result<PolicyRevision>> TryApplyAsync(
        string text,
        Caller? caller = null,
        string reason = ""
    ) => (await Policies.ApplyAsync(text, Parse(text), reason, caller ?? Root)).Map(applied => applied.Revision);

    protected async Task<PolicyRevision> ApplyAsync(string text) => (await TryApplyAsync(text)).Value;

    protected async Task LogAsync(int version, double accuracy, string model = "fraud") =>
        (
            await Metrics.LogAsync(model, version, new Dictionary<string, double> { ["accuracy"] = accuracy }, Ana)
        ).IsOk.ShouldBeTrue();

    protected Task<Result<Promotion>> SayAsync(
        string promotion,
        ApprovalDecision decision,
        Caller caller,
        string? seen = null,
        string comment = ""
    ) => Approvals.SayAsync(promotion, decision, comment, seen, Guid.NewGuid().ToString("N"), caller);

    /// <summary>Takes a promotion as far as it gets, its move included.</summary>
    protected async Task<Promotion> RunAsync(string id)
    {
        var promotion = await AdvanceAsync(id);
        return promotion.Phase == Phase.Applying ? (await Steps.ApplyAsync(id)).Value : promotion;
    }

    /// <summary>Opens a promotion of "fraud" to Production and takes it as far as it gets.</summary>
    protected async Task<Promotion> PromoteAsync(string id, int version)
    {
        (await TryOpenAsync(id, "fraud", version, PromotionTerms.Plain)).Error.ShouldBeNull();
        return await RunAsync(id);
    }

    protected async Task<int?> ChampionAsync() =>
        (await GetModelAsync("fraud")).Aliases.FirstOrDefault(alias => alias.Name == "champion")?.Version;
}
