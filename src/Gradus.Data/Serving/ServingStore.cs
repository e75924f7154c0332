using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Serving;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Serving;

/// <summary>Who is to answer at a stage of a model.</summary>
/// <param name="Holder">The version that holds it; of several the highest. Null if none does.</param>
/// <param name="Rollout">How it takes over step by step; null where it answers everything.</param>
public sealed record Serving(ModelVersion? Holder, ServingRollout? Rollout);

/// <summary>A step of a promotion whose version takes over step by step.</summary>
/// <param name="Promotion">The promotion's id.</param>
/// <param name="Step">The step.</param>
/// <param name="Incumbent">Who answers the rest.</param>
public sealed record ServingRollout(string Promotion, Rollout Step, ModelVersion Incumbent);

/// <summary>Tells gateways who is to answer, and keeps what they say.</summary>
public sealed class ServingStore(Database database)
{
    // In one statement, so that no gateway is told of a new holder without its canary.
    internal const string HolderSql = """
        SELECT h.number, p.id, p.rollout
        FROM (SELECT MAX(v.number) AS number FROM versions v WHERE v.model = @model AND v.stage = @stage) h
        LEFT JOIN promotions p
          ON p.model = @model AND p.stage = @stage AND p.version = h.number AND p.closed_at IS NULL
         AND p.rollout IS NOT NULL
        """;

    /// <summary>Who is to answer at a stage.</summary>
    public Task<Result<Serving>> GetAsync(string model, string stage, CancellationToken cancellationToken) =>
        database.ReadAsync(session => GetAsync(session, model, stage), cancellationToken);

    /// <summary>What gateways said last of a stage, by their names.</summary>
    public Task<Result<IReadOnlyList<GatewayReport>>> ListAsync(
        string model,
        string stage,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<IReadOnlyList<GatewayReport>>>(
            async session =>
                await FindUnknownAsync(session, model, stage) is { } unknown
                    ? unknown
                    : await session.ListGatewaysAsync(model, stage),
            cancellationToken
        );

    /// <summary>Keeps what a gateway says, in place of what it said before. It changes nothing that the ledger would tell.</summary>
    public Task<Result<GatewayReport>> ReportAsync(string model, string stage, GatewayReport report, Caller caller) =>
        database.WriteAsync<GatewayReport>(async session =>
        {
            if (await FindUnknownAsync(session, model, stage) is { } unknown)
            {
                return unknown;
            }

            if (
                (await session.GetPolicyAsync()).Policy.Forbids(caller, PolicyAction.Work, model, stage) is
                { } forbidden
            )
            {
                return forbidden;
            }

            var heard = report with { ReportedAt = session.Now };
            return await session.KeepReportAsync(model, stage, heard)
                ? heard
                : Error.Conflict($"{GatewayRows.Most} gateways serve '{stage}' of '{model}' already.", model);
        });

    private static async Task<Result<Serving>> GetAsync(Session session, string model, string stage)
    {
        if (
            await session.FindAsync(HolderSql, Map, ("@model", model), ("@stage", stage))
            is not { Number: { } number } row
        )
        {
            return await FindUnknownAsync(session, model, stage) is { } unknown ? unknown : new Serving(null, null);
        }

        var holder = (await session.GetVersionAsync(model, number)).Value;
        return
            row is { Promotion: { } promotion, Rollout: { IsOn: true } step }
            && (await session.GetVersionAsync(model, step.Incumbent)).Try(out var incumbent, out _)
            ? new Serving(holder, new ServingRollout(promotion, step, incumbent))
            : new Serving(holder, null);
    }

    private static async Task<Error?> FindUnknownAsync(Session session, string model, string stage) =>
        !await session.ModelExistsAsync(model)
            ? Error.ModelNotFound(model)
            : (await session.ListStagesAsync()).Get(stage).Error;

    private static Row Map(DbDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetInt32(0), row.GetText(1), row.GetRollout(2));

    private sealed record Row(int? Number, string? Promotion, Rollout? Rollout);
}
