using System.Data.Common;
using Gradus.Core.Requests;
using Gradus.Data.Models;

namespace Gradus.Data.Requests;

/// <summary>What a request was answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">What the body is; null without one.</param>
/// <param name="Location">The address of what was made; null for none.</param>
/// <param name="Body">The body.</param>
public sealed record KeptAnswer(int Status, string? ContentType, string? Location, string Body);

/// <summary>A request that did something under a key.</summary>
/// <param name="Body">The digest of what was sent.</param>
/// <param name="RequestId">The id under which it was carried out.</param>
/// <param name="At">When.</param>
/// <param name="Answer">What it was answered; null if that is not known (yet), or not kept.</param>
public sealed record KeptRequest(string Body, string RequestId, DateTimeOffset At, KeptAnswer? Answer);

/// <summary>Requests that did something under an Idempotency-Key, and what they were answered.</summary>
public sealed class RequestKeyStore(Database database)
{
    private const string FindSql = """
        SELECT body, request_id, at, status, content_type, location, answer FROM request_keys
        WHERE id = @id
        """;

    private const string AnswerSql = """
        UPDATE request_keys
        SET status = @status, content_type = @content_type, location = @location, answer = @answer
        WHERE id = @id AND request_id = @request
        """;

    private const string SweepSql = "DELETE FROM request_keys WHERE at < @before";

    /// <summary>The request of this key; null if none has done anything.</summary>
    public Task<KeptRequest?> FindAsync(RequestKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.QueryAsync(session => session.FindAsync(FindSql, Map, ("@id", key.Id)), cancellationToken);
    }

    /// <summary>Keeps what a request was answered, if it did something.</summary>
    public Task KeepAsync(RequestKey key, string requestId, KeptAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(answer);
        return database.WriteAsync<int>(async session =>
            await session.ExecuteAsync(
                AnswerSql,
                ("@id", key.Id),
                ("@request", requestId),
                ("@status", answer.Status),
                ("@content_type", answer.ContentType),
                ("@location", answer.Location),
                ("@answer", answer.Body)
            )
        );
    }

    /// <summary>Forgets the requests that are older than answers are kept for; answers how many.</summary>
    public async Task<int> SweepAsync() =>
        (
            await database.WriteAsync<int>(async session =>
                await session.ExecuteAsync(
                    SweepSql,
                    ("@before", (session.Now - RequestKey.KeptFor).ToUnixTimeMilliseconds())
                )
            )
        ).Value;

    private static KeptRequest Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetTime(2),
            row.IsDBNull(3) ? null : new KeptAnswer(row.GetInt32(3), row.GetText(4), row.GetText(5), row.GetString(6))
        );
}
