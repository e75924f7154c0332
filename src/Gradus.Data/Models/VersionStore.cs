using System.Globalization;
using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;
using Gradus.Data.Search;
using Gradus.Data.Stages;

namespace Gradus.Data.Models;

/// <summary>Model versions: registering, reading, describing, tagging, deleting. Moving them is <see cref="TransitionStore"/>'s.</summary>
public sealed class VersionStore(Database database)
{
    private const string NextNumberSql = """
        UPDATE models
        SET last_version = last_version + 1,
            updated_at = CASE WHEN updated_at > @now THEN updated_at ELSE @now END
        WHERE name = @model
        RETURNING last_version, updated_at
        """;

    private const string InsertSql = """
        INSERT INTO versions (
            model, number, stage, status, description, source, storage_location, run_id, run_link, manifest,
            artifact_folder, created_by, created_at, updated_at)
        VALUES (
            @model, @number, @stage, 'ready', @description, @source, @storage_location, @run_id, @run_link, @manifest,
            @artifact_folder, @created_by, @at, @at)
        """;

    private const string DescribeSql = """
        UPDATE versions SET description = @description, updated_at = @at
        WHERE model = @model AND number = @number
        """;

    private const string DeleteSql = """
        DELETE FROM versions
        WHERE model = @model AND number = @number
        """;

    // A seek in the index for each stage, however many versions there are.
    internal const string LatestSql = """
        FROM stages s CROSS JOIN versions v
        WHERE v.model = @model
          AND v.number = (SELECT MAX(x.number) FROM versions x WHERE x.model = @model AND x.stage = s.name)
        ORDER BY (SELECT MIN(x.number) FROM versions x WHERE x.model = @model AND x.stage = s.name)
        """;

    internal static readonly SearchTable Table = new(
        From: "versions v",
        Columns: new Dictionary<string, string>
        {
            [SearchAttributes.Name] = "v.model",
            [SearchAttributes.VersionNumber] = "v.number",
            [SearchAttributes.CreationTimestamp] = "v.created_at",
            [SearchAttributes.LastUpdatedTimestamp] = "v.updated_at",
            [SearchAttributes.RunId] = "v.run_id",
            [SearchAttributes.SourcePath] = "v.source",
            [SearchAttributes.Stage] = "v.stage",
            [SearchAttributes.Status] = "v.status",
        },
        Key: "v.model, v.number",
        TagKey: "t.model, t.version",
        Tags: "version_tags",
        DefaultOrder: [new Ordering(SearchAttributes.LastUpdatedTimestamp, true)],
        TieBreak: [new Ordering(SearchAttributes.Name, false), new Ordering(SearchAttributes.VersionNumber, true)]
    );

    /// <summary>Registers a version under the model's next number, in the initial stage, READY.</summary>
    public Task<Result<ModelVersion>> CreateAsync(string model, NewVersion version, Caller caller) =>
        database.WriteAsync(session => CreateAsync(session, model, version, caller));

    /// <summary>The version, with its tags and aliases.</summary>
    public Task<Result<ModelVersion>> GetAsync(string model, int number, CancellationToken cancellationToken) =>
        database.Cache.GetAsync(
            model,
            string.Create(CultureInfo.InvariantCulture, $"version {number}"),
            ModelCache.Weigh,
            () => database.QueryAsync(session => session.GetVersionAsync(model, number), cancellationToken)
        );

    /// <summary>A page of the versions that match.</summary>
    public Task<Result<Page<ModelVersion>>> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (!SearchSql.Compose(Table, query).Try(out var sql, out var error))
        {
            return Task.FromResult<Result<Page<ModelVersion>>>(error);
        }

        var only = query.Conditions.FirstOrDefault(condition =>
            condition is { Field: (FieldKind.Attribute, SearchAttributes.Name), Comparator: Comparator.Equal }
        );
        return only is null
            ? SearchAsync(sql, cancellationToken)
            : database.Cache.GetAsync(
                (string)only.Values[0],
                $"{sql.Identity}\n{query.MaxResults}\n{query.PageToken}",
                page => page.Items.Sum(ModelCache.Weigh),
                () => SearchAsync(sql, cancellationToken)
            );
    }

    /// <summary>The highest version in each stage that holds one, stages by the first version now in them.</summary>
    public Task<Result<IReadOnlyList<ModelVersion>>> LatestAsync(string model, CancellationToken cancellationToken) =>
        database.Cache.GetAsync(
            model,
            "latest",
            versions => versions.Sum(ModelCache.Weigh),
            () => database.QueryAsync(session => LatestAsync(session, model), cancellationToken)
        );

    /// <summary>Sets or, with null, clears the description.</summary>
    public Task<Result<ModelVersion>> DescribeAsync(string model, int number, string? description, Caller caller) =>
        database.WriteAsync<ModelVersion>(async session =>
        {
            session.Declare(caller, LedgerAction.VersionDescribe, Subjects.Version(model, number));
            if (!(await session.LockAndBumpAsync(model)).Try(out var at, out var error))
            {
                return error;
            }

            await session.ExecuteAsync(
                DescribeSql,
                ("@model", model),
                ("@number", number),
                ("@description", description),
                ("@at", at.ToUnixTimeMilliseconds())
            );
            return await session.GetVersionAsync(model, number);
        });

    /// <summary>Deletes the version with its tags and aliases. Its number is not given again, and its history stays.</summary>
    public Task<Result<Done>> DeleteAsync(string model, int number, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.VersionDelete, Subjects.Version(model, number));
            if (
                !(await session.LockAndBumpAsync(model)).Try(out var at, out var error)
                || !(await session.GetVersionAsync(model, number)).Try(out var version, out error)
            )
            {
                return error;
            }

            if (await session.FindObjectionToDeletionAsync(version, caller) is { } objection)
            {
                return objection;
            }

            await session.RecordAsync(new Step(model, number, version.Stage, null), at, caller);
            Failpoints.Pass(Failpoint.VersionHistoryClosed);
            await session.ExecuteAsync(DeleteSql, ("@model", model), ("@number", number));
            return default(Done);
        });

    /// <summary>Sets a tag.</summary>
    public Task<Result<Done>> SetTagAsync(string model, int number, Tag tag, Caller caller) =>
        ChangeTagAsync(
            model,
            number,
            tag.Key,
            new Deed(caller, LedgerAction.VersionTag, Subjects.Version(model, number)),
            session => session.SetVersionTagAsync(model, number, tag)
        );

    /// <summary>Deletes a tag; one that is not there counts as deleted.</summary>
    public Task<Result<Done>> DeleteTagAsync(string model, int number, string key, Caller caller) =>
        ChangeTagAsync(
            model,
            number,
            key,
            new Deed(caller, LedgerAction.VersionUntag, Subjects.Version(model, number)),
            session => session.DeleteVersionTagAsync(model, number, key)
        );

    private Task<Result<Page<ModelVersion>>> SearchAsync(SearchSql sql, CancellationToken cancellationToken) =>
        database.QueryAsync<Result<Page<ModelVersion>>>(
            async session => sql.ToPage(await session.ListVersionsAsync(sql.Tail, sql.Parameters), AttributeOf),
            cancellationToken
        );

    private static async Task<Result<IReadOnlyList<ModelVersion>>> LatestAsync(Session session, string model)
    {
        var latest = await session.ListVersionsAsync(LatestSql, ("@model", model));
        return latest.Count == 0 && !await session.ModelExistsAsync(model) ? Error.ModelNotFound(model) : latest;
    }

    private Task<Result<Done>> ChangeTagAsync(
        string model,
        int number,
        string key,
        Deed deed,
        Func<Session, Task> change
    ) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(deed.Caller, deed.Action, deed.Subject);
            if (await session.LockAsync(model) is { } missing)
            {
                return missing;
            }

            if (!(await session.GetVersionAsync(model, number)).Try(out _, out var error))
            {
                return error;
            }

            if (PolicyGuard.FindObjectionToTag(key) is { } objection)
            {
                return objection;
            }

            await change(session);
            return default(Done);
        });

    private static async Task<Result<ModelVersion>> CreateAsync(
        Session session,
        string model,
        NewVersion version,
        Caller caller
    )
    {
        if (PolicyGuard.FindObjectionToTags(version.Tags) is { } objection)
        {
            return objection;
        }

        session.Touch(model);
        var next = await session.ListAsync(
            NextNumberSql,
            row => (Number: row.GetInt32(0), At: row.GetTime(1)),
            ("@model", model),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
        if (next.Count == 0)
        {
            return Error.ModelNotFound(model);
        }

        var (number, at) = next[0];
        session.Declare(caller, LedgerAction.VersionRegister, Subjects.Version(model, number));
        if (version.Manifest is not null)
        {
            await session.KeepManifestAsync(version.Manifest, version.Signature, version.SignatureFiles);
            Failpoints.Pass(Failpoint.ManifestKept);
            if (await session.FindQuarantineAsync(version.Manifest.Digest) is { } quarantined)
            {
                return quarantined;
            }
        }

        if (await FindChangeAsync(session, version) is { } changed)
        {
            return changed;
        }

        var initial = (await session.ListStagesAsync()).Initial.Name;
        await session.ExecuteAsync(
            InsertSql,
            ("@model", model),
            ("@number", number),
            ("@stage", initial),
            ("@description", version.Description),
            ("@source", version.Source),
            ("@storage_location", version.StorageLocation),
            ("@run_id", version.RunId),
            ("@run_link", version.RunLink),
            ("@manifest", version.Manifest?.Digest.Hex),
            ("@artifact_folder", version.ArtifactFolder),
            ("@created_by", caller.Actor),
            ("@at", at.ToUnixTimeMilliseconds())
        );
        Failpoints.Pass(Failpoint.VersionInserted);
        foreach (var tag in version.Tags.LastOfEachKey())
        {
            await session.SetVersionTagAsync(model, number, tag);
        }

        await session.RecordAsync(new Step(model, number, null, initial), at, caller);
        return await session.GetVersionAsync(model, number);
    }

    // The manifest was read before this transaction; from here on the folder is sealed, so it must say the same.
    private static async Task<Error?> FindChangeAsync(Session session, NewVersion version)
    {
        if (version.ArtifactFolder is not { } folder)
        {
            return null;
        }

        await ArtifactTree.LockAsync(session);
        var now = Manifest.Create(await ArtifactTree.FilesBelowAsync(session, folder));
        return now.Try(out var manifest, out _) && manifest.Digest == version.Manifest?.Digest
            ? null
            : Error.Conflict($"'{folder}' was written to while it was being registered; try again.", folder);
    }

    private static object AttributeOf(ModelVersion version, string attribute) =>
        attribute switch
        {
            SearchAttributes.Name => version.Model,
            SearchAttributes.VersionNumber => (long)version.Number,
            SearchAttributes.CreationTimestamp => version.CreatedAt.ToUnixTimeMilliseconds(),
            SearchAttributes.LastUpdatedTimestamp => version.UpdatedAt.ToUnixTimeMilliseconds(),
            SearchAttributes.RunId => version.RunId,
            SearchAttributes.SourcePath => version.Source,
            SearchAttributes.Stage => version.Stage,
            SearchAttributes.Status => version.Status.ToString().ToLowerInvariant(),
            _ => throw new ArgumentOutOfRangeException(nameof(attribute), attribute, "Not an attribute of versions."),
        };
}
