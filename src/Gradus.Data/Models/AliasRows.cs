namespace Gradus.Data.Models;

/// <summary>Writes aliases, inside the transactions that move them.</summary>
internal static class AliasRows
{
    private const string SetSql = """
        INSERT INTO aliases (model, alias, version)
        VALUES (@model, @alias, @version)
        ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version
        """;

    private const string DeleteSql = """
        DELETE FROM aliases
        WHERE model = @model AND alias = @alias
        """;

    public static Task SetAliasAsync(this Session session, string model, string alias, int version) =>
        session.ExecuteAsync(SetSql, ("@model", model), ("@alias", alias), ("@version", version));

    public static Task DeleteAliasAsync(this Session session, string model, string alias) =>
        session.ExecuteAsync(DeleteSql, ("@model", model), ("@alias", alias));
}
