using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Models;

/// <summary>Aliases: names that point at one version of a model and can be pointed at another.</summary>
public sealed class AliasStore(Database database)
{
    private const string VersionSql = """
        SELECT version FROM aliases
        WHERE model = @model AND alias = @alias
        """;

    /// <summary>Points the alias at a version, wherever it pointed before.</summary>
    public Task<Result<Done>> SetAsync(string model, AliasName alias, int version, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.AliasSet, Subjects.Alias(model, alias.Value));
            if (
                !(await session.LockAndBumpAsync(model)).Try(out _, out var error)
                || !(await session.GetVersionAsync(model, version)).Try(out var to, out error)
            )
            {
                return error;
            }

            // No policy comes into force in between that gives the alias a meaning.
            await session.HoldStageAsync(to.Stage);
            if (await session.FindObjectionAsync(model, alias.Value, to, caller) is { } objection)
            {
                return objection;
            }

            await session.SetAliasAsync(model, alias.Value, version);
            return default(Done);
        });

    /// <summary>Deletes the alias; one that is not there counts as deleted.</summary>
    public Task<Result<Done>> DeleteAsync(string model, string alias, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.AliasDelete, Subjects.Alias(model, alias));
            if (!(await session.LockAndBumpAsync(model)).Try(out _, out var error))
            {
                return error;
            }

            if (await session.FindObjectionToDeletionAsync(model, alias) is { } objection)
            {
                return objection;
            }

            await session.DeleteAliasAsync(model, alias);
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
