using Gradus.Core;
using Gradus.Core.Ledger;

namespace Gradus.Data.Artifacts;

/// <summary>
/// The id of the artifact store that a database belongs to. A server that is started with another store would find the
/// registry's bytes missing and quarantine all of it.
/// </summary>
public sealed class StoreIdentityStore(Database database)
{
    private const string ClaimSql = """
        INSERT INTO artifact_store (slot, id)
        VALUES (1, @id)
        ON CONFLICT (slot) DO NOTHING
        """;

    /// <summary>The id that the database carries; a database that carries none yet takes the proposed one.</summary>
    public async Task<string> ClaimAsync(string proposed) =>
        (
            await database.WriteAsync<string>(async session =>
            {
                session.Declare(Caller.Itself(""), LedgerAction.StoreClaim, "store");
                await session.ExecuteAsync(ClaimSql, ("@id", proposed));
                return (await session.FindStoreIdAsync())!;
            })
        ).Value;
}

/// <summary>Reads the id inside the transactions of others.</summary>
internal static class StoreIdentityRows
{
    private const string FindSql = """
        SELECT id FROM artifact_store
        WHERE slot = 1
        """;

    /// <summary>The id of the artifact store that the database belongs to; null if it carries none yet.</summary>
    public static Task<string?> FindStoreIdAsync(this Session session) =>
        session.FindAsync(FindSql, row => row.GetString(0));
}
