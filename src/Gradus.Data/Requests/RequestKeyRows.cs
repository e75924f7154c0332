using Gradus.Core.Errors;
using Gradus.Core.Faults;

namespace Gradus.Data.Requests;

/// <summary>Notes in a change's own transaction under which key it was asked for.</summary>
internal static class RequestKeyRows
{
    private const string ClaimSql = """
        INSERT INTO request_keys (id, body, request_id, at)
        VALUES (@id, @body, @request, @now)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string OwnSql = "SELECT 1 FROM request_keys WHERE id = @id AND request_id = @request";

    /// <summary>
    /// The write's outcome, kept with its request's key if it has one; a refusal, which undoes it, if another request has
    /// done something under that key. A request may write several times.
    /// </summary>
    public static async Task<Result<T>> KeepKeyAsync<T>(this Session session, Result<T> outcome)
    {
        if (!outcome.IsOk || session.Deed is not { Caller: { Key: { } key, RequestId: var request } })
        {
            return outcome;
        }

        var claimed = await session.ExecuteAsync(
            ClaimSql,
            ("@id", key.Id),
            ("@body", key.Body),
            ("@request", request),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
        Failpoints.Pass(Failpoint.KeyClaimed);
        return claimed == 1 || await session.FindNumberAsync(OwnSql, ("@id", key.Id), ("@request", request)) is not null
            ? outcome
            : Error.RequestRepeated;
    }
}
