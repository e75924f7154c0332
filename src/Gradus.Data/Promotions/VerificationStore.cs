using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Gates;
using Gradus.Core.Promotions;
using Gradus.Data.Models;

namespace Gradus.Data.Promotions;

/// <summary>A holder of a stage that is to be checked again.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">Its number.</param>
/// <param name="Stage">The stage that it holds.</param>
/// <param name="DueAt">Since when.</param>
public sealed record DueVerification(string Model, int Version, string Stage, DateTimeOffset DueAt);

/// <summary>Checks the holders of stages again and again, as the policy says.</summary>
public sealed class VerificationStore(Database database)
{
    private const string DueSql = """
        SELECT model, version, stage, due_at FROM verifications
        WHERE due_at <= @now
        ORDER BY due_at
        LIMIT 1000
        """;

    private const string FindSql = """
        SELECT model, version, stage, due_at FROM verifications
        WHERE model = @model AND version = @version AND stage = @stage
        """;

    private const string PostponeSql = """
        UPDATE verifications SET due_at = @due_at
        WHERE model = @model AND version = @version AND stage = @stage
        """;

    private const string EndSql = """
        DELETE FROM verifications
        WHERE model = @model AND version = @version AND stage = @stage
        """;

    /// <summary>The checks that are due, the longest due first.</summary>
    public Task<List<DueVerification>> ListDueAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => session.ListAsync(DueSql, Map, ("@now", session.Now.ToUnixTimeMilliseconds())),
            cancellationToken
        );

    /// <summary>
    /// Takes a check that is due as far as it gets: it asks for the work it needs, and once that is done it is due again
    /// later, or the version's standing is revoked. The answer is what it found wrong; null if nothing yet.
    /// </summary>
    public async Task<string?> StepAsync(DueVerification due, string id)
    {
        var stepped = await database.WriteAsync<Finding>(async session => new Finding(
            await StepAsync(session, due, id)
        ));
        return stepped.IsOk ? stepped.Value.Problem : null;
    }

    private static async Task<string?> StepAsync(Session session, DueVerification due, string id)
    {
        if (
            await session.LockAsync(due.Model) is not null
            || await session.FindAsync(FindSql, Map, Key(due)) is not { } current
            || current.DueAt > session.Now
        )
        {
            return null;
        }

        var promotion = Begin(session, current, id);
        var facts = await session.GatherFactsAsync(promotion);
        if (
            facts.CandidateOf(promotion) is not { IsHolder: true } holder
            || facts.RulesOf(promotion).Verification is not { Every: { } every } rule
        )
        {
            await session.ExecuteAsync(EndSql, Key(due));
            return null;
        }

        var checks = Verification.Check(promotion, facts, holder, rule, current.DueAt);
        if (!checks.IsComplete)
        {
            foreach (var request in checks.Needed)
            {
                await session.AskForWorkAsync(request);
            }

            return null;
        }

        var blocking = checks.States.Where(state => state.Blocks).ToList();
        var why = string.Join("; ", blocking.Select(state => state.Result!.Message).Distinct());
        if (blocking.All(state => state.Result!.Verdict == Verdict.Error))
        {
            // A check that failed technically says nothing against the version; it is made again next time.
            await session.ExecuteAsync(
                PostponeSql,
                [.. Key(due), ("@due_at", (session.Now + every).ToUnixTimeMilliseconds())]
            );
            return blocking.Count == 0 ? null : $"It could not be checked: {why}.";
        }

        await session.ExecuteAsync(EndSql, Key(due));
        return await session.UndoAsync(promotion, facts, why) ?? $"Its standing is revoked: {why}.";
    }

    private static Promotion Begin(Session session, DueVerification due, string id) =>
        PromotionStore.Begin(
            new NewPromotion(id, due.Model, due.Version, due.Stage, PromotionTerms.Plain, ""),
            new Caller(VerificationRows.Automation, id),
            session.Now
        );

    private static (string, object?)[] Key(DueVerification due) =>
        [("@model", due.Model), ("@version", due.Version), ("@stage", due.Stage)];

    private static DueVerification Map(DbDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetTime(3));

    private sealed record Finding(string? Problem);
}
