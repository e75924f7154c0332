using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;
using Gradus.Data.Search;
using Gradus.Data.Stages;

namespace Gradus.Data.Models;

/// <summary>Registered models.</summary>
public sealed class ModelStore(Database database)
{
    private const string InsertSql = """
        INSERT INTO models (name, life, description, created_at, updated_at)
        VALUES (@name, @life, @description, @now, @now)
        ON CONFLICT (name) DO NOTHING
        """;

    private const string LastTransitionSql = """
        SELECT at FROM transitions
        WHERE model = @name
        ORDER BY id DESC
        LIMIT 1
        """;

    private const string DescribeSql = """
        UPDATE models SET description = @description
        WHERE name = @name
        """;

    private const string RenameSql = """
        UPDATE models SET name = @new
        WHERE name = @name
        """;

    private const string RenameChecksSql = """
        UPDATE checks SET model = @new
        WHERE model = @name
        """;

    private const string BumpVersionsSql = """
        UPDATE versions SET updated_at = @at
        WHERE model = @name
        """;

    private const string DeleteSql = """
        DELETE FROM models
        WHERE name = @name
        """;

    private static readonly SearchTable Table = new(
        From: "models m",
        Columns: new Dictionary<string, string>
        {
            [SearchAttributes.Name] = "m.name",
            [SearchAttributes.CreationTimestamp] = "m.created_at",
            [SearchAttributes.LastUpdatedTimestamp] = "m.updated_at",
        },
        Key: "m.name",
        TagKey: "t.model",
        Tags: "model_tags",
        DefaultOrder: [new Ordering(SearchAttributes.Name, false)],
        TieBreak: [new Ordering(SearchAttributes.Name, false)]
    );

    /// <summary>Registers a model; its name must be free.</summary>
    public Task<Result<RegisteredModel>> CreateAsync(
        ModelName name,
        string? description,
        IReadOnlyList<Tag> tags,
        Caller caller
    ) =>
        database.WriteAsync<RegisteredModel>(async session =>
        {
            session.Declare(caller, LedgerAction.ModelRegister, Subjects.Model(name.Value));
            if (PolicyGuard.FindObjectionToTags(tags) is { } objection)
            {
                return objection;
            }

            session.Touch(name.Value);
            var now = session.Now.ToUnixTimeMilliseconds();
            // A namesake's history may end later than a clock that was set back: this one begins where that ended.
            now = Math.Max(now, await session.FindNumberAsync(LastTransitionSql, ("@name", name.Value)) ?? now);
            var created = await session.ExecuteAsync(
                InsertSql,
                ("@name", name.Value),
                ("@life", Guid.CreateVersion7().ToString("N")),
                ("@description", description),
                ("@now", now)
            );
            if (created == 0)
            {
                return AlreadyExists(name.Value);
            }

            Failpoints.Pass(Failpoint.ModelInserted);
            foreach (var tag in tags.LastOfEachKey())
            {
                await session.SetModelTagAsync(name.Value, tag);
            }

            return await GetAsync(session, name.Value);
        });

    /// <summary>The model with its tags, aliases and the highest version in each stage.</summary>
    public Task<Result<RegisteredModel>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.Cache.GetAsync(
            name,
            "model",
            ModelCache.Weigh,
            () => database.QueryAsync(session => GetAsync(session, name), cancellationToken)
        );

    /// <summary>A page of the models that match.</summary>
    public Task<Result<Page<RegisteredModel>>> SearchAsync(SearchQuery query, CancellationToken cancellationToken) =>
        database.QueryAsync(session => SearchAsync(session, query), cancellationToken);

    /// <summary>Sets or, with null, clears the description.</summary>
    public Task<Result<RegisteredModel>> DescribeAsync(string name, string? description, Caller caller) =>
        database.WriteAsync<RegisteredModel>(async session =>
        {
            session.Declare(caller, LedgerAction.ModelDescribe, Subjects.Model(name));
            if (!(await session.LockAndBumpAsync(name)).Try(out _, out var error))
            {
                return error;
            }

            await session.ExecuteAsync(DescribeSql, ("@name", name), ("@description", description));
            return await GetAsync(session, name);
        });

    /// <summary>Renames the model with its versions, tags, aliases and promotions. Its history is found under both names.</summary>
    public Task<Result<RegisteredModel>> RenameAsync(string name, ModelName newName, Caller caller) =>
        database.WriteAsync<RegisteredModel>(async session =>
        {
            session.Declare(caller, LedgerAction.ModelRename, Subjects.Model(name));
            if (!(await session.LockAndBumpAsync(name)).Try(out var at, out var error))
            {
                return error;
            }

            if (await session.FindObjectionToRenameAsync(name, newName.Value, caller) is { } objection)
            {
                return objection;
            }

            session.Touch(newName.Value);
            if (name != newName.Value && await session.LockAsync(newName.Value) is null)
            {
                return AlreadyExists(newName.Value);
            }

            await session.ExecuteAsync(RenameSql, ("@name", name), ("@new", newName.Value));
            Failpoints.Pass(Failpoint.ModelRenamed);
            await session.ExecuteAsync(RenameChecksSql, ("@name", name), ("@new", newName.Value));
            await session.ExecuteAsync(BumpVersionsSql, ("@name", newName.Value), ("@at", at.ToUnixTimeMilliseconds()));
            return await GetAsync(session, newName.Value);
        });

    /// <summary>Deletes the model with its versions, tags, aliases and promotions. Its history stays.</summary>
    public Task<Result<Done>> DeleteAsync(string name, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.ModelDelete, Subjects.Model(name));
            if (!(await session.LockAndBumpAsync(name)).Try(out var at, out var error))
            {
                return error;
            }

            if (await session.FindObjectionToDeletionAsync(name, caller) is { } objection)
            {
                return objection;
            }

            await session.RecordDeletionsAsync(name, at, caller);
            Failpoints.Pass(Failpoint.ModelHistoryClosed);
            await session.ExecuteAsync(DeleteSql, ("@name", name));
            return default(Done);
        });

    /// <summary>Sets a tag.</summary>
    public Task<Result<Done>> SetTagAsync(string name, Tag tag, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.ModelTag, Subjects.Model(name));
            if (await session.LockAsync(name) is { } error)
            {
                return error;
            }

            if (PolicyGuard.FindObjectionToTag(tag.Key) is { } objection)
            {
                return objection;
            }

            await session.SetModelTagAsync(name, tag);
            return default(Done);
        });

    /// <summary>Deletes a tag; one that is not there counts as deleted.</summary>
    public Task<Result<Done>> DeleteTagAsync(string name, string key, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.ModelUntag, Subjects.Model(name));
            if (await session.LockAsync(name) is { } error)
            {
                return error;
            }

            if (PolicyGuard.FindObjectionToTag(key) is { } objection)
            {
                return objection;
            }

            await session.DeleteModelTagAsync(name, key);
            return default(Done);
        });

    private static Error AlreadyExists(string name) =>
        new(ErrorCode.AlreadyExists, $"Registered model '{name}' already exists.", name);

    internal static async Task<Result<RegisteredModel>> GetAsync(Session session, string name)
    {
        var query = new SearchQuery(
            [Comparison.Of(new Field(FieldKind.Attribute, SearchAttributes.Name), Comparator.Equal, name)],
            [],
            1,
            null
        );
        var page = await SearchAsync(session, query);
        return page.Then<RegisteredModel>(found => found.Items.Count > 0 ? found.Items[0] : Error.ModelNotFound(name));
    }

    private static async Task<Result<Page<RegisteredModel>>> SearchAsync(Session session, SearchQuery query)
    {
        if (!SearchSql.Compose(Table, query).Try(out var sql, out var error))
        {
            return error;
        }

        var rows = new WholeRows();
        await session.ForEachAsync(WholeRows.SelectModels(sql.Tail), rows.Take, sql.Parameters);
        return sql.ToPage(rows.Models(), AttributeOf);
    }

    private static object AttributeOf(RegisteredModel model, string attribute) =>
        attribute switch
        {
            SearchAttributes.Name => model.Name,
            SearchAttributes.CreationTimestamp => model.CreatedAt.ToUnixTimeMilliseconds(),
            SearchAttributes.LastUpdatedTimestamp => model.UpdatedAt.ToUnixTimeMilliseconds(),
            _ => throw new ArgumentOutOfRangeException(nameof(attribute), attribute, "Not an attribute of models."),
        };
}
