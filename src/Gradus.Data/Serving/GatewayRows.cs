using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Serving;

namespace Gradus.Data.Serving;

/// <summary>Reads and writes what gateways say, inside a transaction.</summary>
internal static class GatewayRows
{
    private const string ListSql = """
        SELECT report FROM gateways
        WHERE model = @model AND stage = @stage AND reported_at >= @since
        ORDER BY gateway
        """;

    private const string KeepSql = """
        INSERT INTO gateways (model, stage, gateway, report, reported_at)
        VALUES (@model, @stage, @gateway, @report, @at)
        ON CONFLICT (model, stage, gateway) DO UPDATE SET report = excluded.report, reported_at = excluded.reported_at
        """;

    private const string CountSql = """
        SELECT COUNT(*) FROM gateways
        WHERE model = @model AND stage = @stage
        """;

    private const string KnownSql = """
        SELECT 1 FROM gateways
        WHERE model = @model AND stage = @stage AND gateway = @gateway
        """;

    // One that was not heard for a day is gone, whatever it was called.
    private const string ForgetSql = """
        DELETE FROM gateways
        WHERE model = @model AND stage = @stage AND reported_at < @before
        """;

    /// <summary>How many gateways of one stage are known at once.</summary>
    public const int Most = 500;

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>What gateways said last of a stage, by their names.</summary>
    public static Task<List<GatewayReport>> ListGatewaysAsync(this Session session, string model, string stage) =>
        session.ListAsync(
            ListSql,
            Map,
            ("@model", model),
            ("@stage", stage),
            ("@since", (session.Now - Remembered).ToUnixTimeMilliseconds())
        );

    /// <summary>
    /// Keeps what a gateway says, in place of what it said before. One that is new takes the room of those that are gone; false if
    /// there is none.
    /// </summary>
    public static async Task<bool> KeepReportAsync(
        this Session session,
        string model,
        string stage,
        GatewayReport report
    )
    {
        var at = report.ReportedAt.ToUnixTimeMilliseconds();
        if (!await session.HasRoomAsync(model, stage, report.Gateway, at))
        {
            return false;
        }

        await session.ExecuteAsync(
            KeepSql,
            ("@model", model),
            ("@stage", stage),
            ("@gateway", report.Gateway),
            ("@report", JsonSerializer.Serialize(report, DataJson.Default.GatewayReport)),
            ("@at", at)
        );
        return true;
    }

    private static async Task<bool> HasRoomAsync(
        this Session session,
        string model,
        string stage,
        string gateway,
        long now
    )
    {
        (string, object?)[] key = [("@model", model), ("@stage", stage)];
        if (await session.FindNumberAsync(KnownSql, [.. key, ("@gateway", gateway)]) is not null)
        {
            return true;
        }

        await session.ExecuteAsync(ForgetSql, [.. key, ("@before", now - (long)Remembered.TotalMilliseconds)]);
        return await session.FindNumberAsync(CountSql, key) < Most;
    }

    private static GatewayReport Map(DbDataReader row) =>
        JsonSerializer.Deserialize(row.GetString(0), DataJson.Default.GatewayReport)!;
}
