using System.Globalization;
using System.Text;
using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Core.Work;
using Gradus.Data.Datasets;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;
using Gradus.Policies;

namespace Gradus.Data.Policies;

/// <summary>A holder of a governed stage, and whether it would get in by other rules.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">Its number.</param>
/// <param name="Stage">The stage that it holds.</param>
/// <param name="Unmet">What it would not meet; without a verdict where something would have to be checked first.</param>
public sealed record HolderCheck(string Model, int Version, string Stage, IReadOnlyList<Condition> Unmet);

/// <summary>What applying a policy would change.</summary>
/// <param name="Changes">How it differs from the one in force, a line each.</param>
/// <param name="Holders">The present holders of stages that would not get in again.</param>
/// <param name="Aliases">The aliases that would move, since they mean a stage and are elsewhere.</param>
/// <param name="Obstacle">Why it could not be applied as things are; null if it could.</param>
public sealed record PolicyPlan(
    IReadOnlyList<string> Changes,
    IReadOnlyList<HolderCheck> Holders,
    IReadOnlyList<StrayAlias> Aliases,
    Error? Obstacle
);

/// <summary>The policy in force after one was applied.</summary>
/// <param name="Revision">The policy in force.</param>
/// <param name="IsNew">Whether it was not in force already.</param>
/// <param name="Aliases">The aliases that moved with it.</param>
public sealed record AppliedPolicy(PolicyRevision Revision, bool IsNew, IReadOnlyList<StrayAlias> Aliases);

/// <summary>The policy in force, and every one that was.</summary>
public sealed class PolicyStore(Database database)
{
    private const string InsertSql = """
        INSERT INTO policies (number, digest, content, author, reason, applied_at)
        VALUES (@number, @digest, @content, @author, @reason, @now)
        """;

    private const string ListSql = $"""
        SELECT {PolicyRows.Columns} FROM policies
        WHERE number < @before
        ORDER BY number DESC
        LIMIT @limit
        """;

    private const string ModelsSql = "SELECT name FROM models";

    private const string MetricsSql = "SELECT DISTINCT model, key FROM version_metrics";

    // Every version in a stage that rules hold for; there are far fewer than versions.
    private const string HoldersSql = "FROM versions v WHERE v.stage = @stage ORDER BY v.model, v.number";

    /// <summary>The policy in force, with its text.</summary>
    public Task<PolicyRevision> CurrentAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.FindPolicyAsync((await session.GetPolicyAsync()).Number))!,
            cancellationToken
        );

    /// <summary>The policy of a number.</summary>
    public Task<Result<PolicyRevision>> GetAsync(int number, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<PolicyRevision>>(
            async session =>
                await session.FindPolicyAsync(number) is { } revision
                    ? revision
                    : new Error(
                        ErrorCode.RecordNotFound,
                        $"The policy has no revision {number}.",
                        number.ToString(CultureInfo.InvariantCulture)
                    ),
            cancellationToken
        );

    /// <summary>Every policy that was applied, newest first.</summary>
    public Task<Result<Page<PolicyRevision>>> ListAsync(
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<PolicyRevision>>>(
            async session =>
            {
                const string search = "policies";
                var start = string.IsNullOrEmpty(pageToken)
                    ? long.MaxValue
                    : PageToken
                        .Parse(pageToken, search)
                        .Then<long>(token => token.Values is [long number] ? number : PageToken.Foreign);
                if (!start.Try(out var before, out var error))
                {
                    return error;
                }

                var rows = await session.ListAsync(
                    ListSql,
                    PolicyRows.Map,
                    ("@before", before),
                    ("@limit", maxResults + 1)
                );
                var items = rows.Take(maxResults).ToList();
                var next = rows.Count > maxResults ? new PageToken([(long)items[^1].Number]).Encode(search) : null;
                return new Page<PolicyRevision>(items, next);
            },
            cancellationToken
        );

    /// <summary>
    /// Puts a policy in force, and registers, orders and widens or narrows the stages that it names. One that is in force
    /// already stays. Stages that it does not name stay as they are. Aliases that mean a stage by it go to its holder: nothing
    /// bears one that has not got in.
    /// </summary>
    /// <param name="text">The file, checked already.</param>
    /// <param name="policy">What it says.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="caller">Who applies it.</param>
    public Task<Result<AppliedPolicy>> ApplyAsync(string text, Policy policy, string reason, Caller caller) =>
        database.WriteAsync<AppliedPolicy>(async session =>
        {
            var before = await session.LockStagesAsync();
            var current = await session.GetPolicyAsync();
            if (current.Policy.Forbids(caller, PolicyAction.ApplyPolicy) is { } forbidden)
            {
                return forbidden;
            }

            var digest = Digest.Of(Encoding.UTF8.GetBytes(text));
            var number = digest == current.Digest ? current.Number : current.Number + 1;
            session.Declare(caller, LedgerAction.PolicyApply, Subjects.Policy(number));
            if (number == current.Number)
            {
                return new AppliedPolicy(
                    (await session.FindPolicyAsync(number))!,
                    IsNew: false,
                    await session.ReturnStrayAliasesAsync(policy)
                );
            }

            if (
                (await session.FindUnfitGateAsync(policy) ?? await RegisterStagesAsync(session, before, policy)) is
                { } refusal
            )
            {
                return refusal;
            }

            Failpoints.Pass(Failpoint.StagesSaved);
            await session.ExecuteAsync(
                InsertSql,
                ("@number", number),
                ("@digest", digest.Hex),
                ("@content", text),
                ("@author", caller.Actor),
                ("@reason", reason),
                ("@now", session.Now.ToUnixTimeMilliseconds())
            );
            Failpoints.Pass(Failpoint.PolicyInserted);
            await session.ScheduleHoldersAsync(policy);
            return new AppliedPolicy(
                (await session.FindPolicyAsync(number))!,
                IsNew: true,
                await session.ReturnStrayAliasesAsync(policy)
            );
        });

    /// <summary>What applying a policy would change. Writes nothing.</summary>
    public Task<PolicyPlan> PlanAsync(Policy policy, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var current = await session.GetPolicyAsync();
                var holders = new List<HolderCheck>();
                foreach (var stage in policy.GovernedStages)
                {
                    foreach (var version in await session.ListVersionsAsync(HoldersSql, ("@stage", stage)))
                    {
                        holders.Add(await CheckAsync(session, current, policy, version.Model, version.Number, stage));
                    }
                }

                var stages = await session.ListStagesAsync();
                return new PolicyPlan(
                    PolicyDiff.Between(AsRegistered(current.Policy, policy, stages), policy),
                    [.. holders.Where(holder => holder.Unmet.Count > 0)],
                    await session.ListStrayAliasesAsync(policy),
                    await FindObstacleAsync(session, stages, policy)
                );
            },
            cancellationToken
        );

    private static async Task<HolderCheck> CheckAsync(
        Session session,
        PolicyRevision current,
        Policy policy,
        string model,
        int version,
        string stage
    )
    {
        var asked = new NewPromotion(
            "",
            model,
            version,
            stage,
            PromotionTerms.Plain with
            {
                Limits = Limits.Default,
            },
            ""
        );
        var promotion = PromotionStore.Begin(asked, new Caller("", ""), session.Now);
        var facts = await session.GatherFactsAsync(promotion, current with { Policy = policy });
        // As if it wanted in once more.
        facts = facts with
        {
            Candidates = [.. facts.Candidates.Select(candidate => candidate with { IsHolder = false })],
            Holders = [.. facts.Holders.Where(holder => holder.Version.Number != version)],
        };
        var unmet = PromotionPlan.Of(promotion, facts).Unmet.Where(condition => condition.Kind == "gate");
        return new HolderCheck(model, version, stage, [.. unmet, .. Verification.Unmet(promotion, facts)]);
    }

    /// <summary>
    /// What a policy names that the registry does not know, a sentence each: data sets that are not registered, metrics that
    /// were logged for none of the versions that it asks for them. Probably misspelt, or still to come.
    /// </summary>
    public Task<IReadOnlyList<string>> UnknownNamesAsync(Policy policy, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async session =>
            {
                var datasets = (await session.ListDatasetsAsync()).Select(dataset => dataset.Name).ToHashSet();
                var unregistered = policy
                    .Gates.Select(gate => (gate.Stage, Name: StageRules.DatasetOf(gate.Gate)))
                    .Where(named => named.Name is not null && !datasets.Contains(named.Name))
                    .Distinct()
                    .Select(named =>
                        $"'{named.Stage}' measures on data set '{named.Name}', which is not registered.{Nearest.Hint(named.Name!, datasets)}"
                    );
                var unlogged = policy.Written.Any(written => written.Rules.LoggedMetrics.Any())
                    ? UnloggedMetrics.Find(
                        policy,
                        await session.ListAsync(ModelsSql, row => row.GetString(0)),
                        (
                            await session.ListAsync(MetricsSql, row => (Model: row.GetString(0), Key: row.GetString(1)))
                        ).ToLookup(metric => metric.Model, metric => metric.Key)
                    )
                    : [];
                return [.. unregistered, .. unlogged];
            },
            cancellationToken
        );

    // A stage that is registered already is not new, whoever registered it.
    private static Policy AsRegistered(Policy current, Policy next, StageCatalog stages)
    {
        var known = current.Stages.ToDictionary(definition => definition.Name.Value);
        var named = next.Stages.Select(definition => definition.Name.Value).Concat(known.Keys).ToHashSet();
        return current with
        {
            Stages =
            [
                .. stages
                    .Stages.Where(stage => named.Contains(stage.Name))
                    .Select(stage =>
                        known.TryGetValue(stage.Name, out var definition)
                            ? definition
                            : new StageDefinition(StageName.Parse(stage.Name).Value, null, null)
                    ),
            ],
        };
    }

    // What applying would be refused for, found without writing.
    private static async Task<Error?> FindObstacleAsync(Session session, StageCatalog stages, Policy policy)
    {
        if (!Register(stages, policy).Try(out _, out var error))
        {
            return error;
        }

        foreach (var definition in policy.Stages.Where(stage => stage.Occupancy == Occupancy.One))
        {
            if (await session.FindCrowdAsync(definition.Name.Value) is { } crowded)
            {
                return crowded;
            }
        }

        return await session.FindUnfitGateAsync(policy);
    }

    private static Result<StageCatalog> Register(StageCatalog stages, Policy policy)
    {
        foreach (var definition in policy.Stages)
        {
            var known = stages.Find(definition.Name.Value);
            var changed = known is null
                ? stages.Add(
                    definition.Name,
                    definition.Description ?? "",
                    definition.Occupancy ?? Occupancy.Many,
                    null
                )
                : stages.Change(known.Name, definition.Description, definition.Occupancy, null);
            if (!changed.Try(out var next, out var error))
            {
                return error;
            }

            stages = next;
        }

        return stages.Arrange([.. policy.Stages.Select(stage => stage.Name.Value)]);
    }

    private static async Task<Error?> RegisterStagesAsync(Session session, StageCatalog stages, Policy policy)
    {
        if (!Register(stages, policy).Try(out var arranged, out var wrong))
        {
            return wrong;
        }

        await session.SaveStagesAsync(arranged);
        foreach (var definition in policy.Stages.Where(stage => stage.Occupancy is not null))
        {
            if (await session.SetOccupancyAsync(definition.Name.Value, definition.Occupancy!.Value) is { } crowded)
            {
                return crowded;
            }
        }

        return null;
    }
}
