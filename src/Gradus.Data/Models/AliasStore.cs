using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>Aliases: names that point at one version of a model and can be pointed at another.</summary>
public sealed class AliasStore(Database database)
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

    private const string VersionSql = """
        SELECT version FROM aliases
        WHERE model = @model AND alias = @alias
        """;

    /// <summary>Points the alias at a version, wherever it pointed before.</summary>
    public Task<Result<Done>> SetAsync(string model, AliasName alias, int version) =>
        database.WriteAsync<Done>(async session =>
        {
            if (
                !(await session.LockAndBumpAsync(model)).Try(out _, out var error)
                || !(await session.GetVersionAsync(model, version)).Try(out _, out error)
            )
            {
                return error;
            }

            await session.ExecuteAsync(SetSql, ("@model", model), ("@alias", alias.Value), ("@version", version));
            return default(Done);
        });

    /// <summary>Deletes the alias; one that is not there counts as deleted.</summary>
    public Task<Result<Done>> DeleteAsync(string model, string alias) =>
        database.WriteAsync<Done>(async session =>
        {
            if (!(await session.LockAndBumpAsync(model)).Try(out _, out var error))
            {
                return error;
            }

            await session.ExecuteAsync(DeleteSql, ("@model", model), ("@alias", alias));
            return default(Done);
        });

    /// <summary>The version that the alias points at.</summary>
    public Task<Result<ModelVersion>> GetVersionAsync(
        string model,
        string alias,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<ModelVersion>>(
            async session =>
            {
                if (!await session.ModelExistsAsync(model))
                {
                    return Error.ModelNotFound(model);
                }

                var version = await session.FindNumberAsync(VersionSql, ("@model", model), ("@alias", alias));
                return version is { } number
                    ? await session.GetVersionAsync(model, (int)number)
                    : Error.AliasNotFound(model, alias);
            },
            cancellationToken
        );
}
