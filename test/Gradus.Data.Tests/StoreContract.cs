using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Data.Models;
using Gradus.Data.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data;

/// <summary>
/// What the suites of all stores share: an empty database before each test, and short ways to fill it. A suite is written
/// once and run over every database; what a machine lacks is skipped.
/// </summary>
public abstract class StoreContract(TestDatabase database) : IAsyncLifetime
{
    protected static readonly Caller Ana = new("ana", "r-ana");
    protected static readonly Caller Ben = new("ben", "r-ben");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TestDatabase Test => database;

    protected Database Database => database.Database;

    protected SettableClock Clock => database.Clock;

    protected ModelStore Models => new(Database);

    protected VersionStore Versions => new(Database);

    protected AliasStore Aliases => new(Database);

    protected StageStore Stages => new(Database);

    protected TransitionStore Transitions => new(Database);

    public async ValueTask InitializeAsync()
    {
        if (database.Absence is { } absence)
        {
            Assert.Skip(absence);
        }

        await database.ReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static NewVersion NewVersion(
        string source = "s3://bucket/model",
        string runId = "",
        params IReadOnlyList<Tag> tags
    ) =>
        new(
            Source: source,
            StorageLocation: source,
            Manifest: null,
            Signature: null,
            ArtifactFolder: null,
            Description: "",
            RunId: runId,
            RunLink: "",
            Tags: tags
        );

    protected async Task<RegisteredModel> CreateModelAsync(string name, params IReadOnlyList<Tag> tags) =>
        (await Models.CreateAsync(ModelName.Parse(name).Value, null, tags, Ana)).Value;

    protected async Task<ModelVersion> CreateVersionAsync(string model, params IReadOnlyList<Tag> tags) =>
        (await Versions.CreateAsync(model, NewVersion(tags: tags), Ana)).Value;

    /// <summary>A model with this many versions, all in the initial stage.</summary>
    protected async Task CreateModelAsync(string name, int versions)
    {
        await CreateModelAsync(name);
        for (var i = 0; i < versions; i++)
        {
            await CreateVersionAsync(name);
        }
    }

    protected async Task<Stage> CreateStageAsync(string name, Occupancy occupancy = Occupancy.Many) =>
        (await Stages.CreateAsync(StageName.Parse(name).Value, "", occupancy, null, Ana)).Value;

    protected Task<Result<Moved>> TryMoveAsync(string model, int version, string stage, bool archive = false) =>
        Transitions.MoveAsync(new Move(model, version, stage, archive), Ana);

    protected async Task<Moved> MoveAsync(string model, int version, string stage, bool archive = false) =>
        (await TryMoveAsync(model, version, stage, archive)).Value;

    protected async Task<RegisteredModel> GetModelAsync(string name) =>
        (await Models.GetAsync(name, Cancellation)).Value;

    protected async Task<ModelVersion> GetVersionAsync(string model, int number) =>
        (await Versions.GetAsync(model, number, Cancellation)).Value;

    /// <summary>The numbers of the versions in a stage now.</summary>
    protected async Task<int[]> HoldersAsync(string model, string stage)
    {
        var query = new SearchQuery(
            [Is(SearchAttributes.Name, model), Is(SearchAttributes.Stage, stage)],
            [new Ordering(SearchAttributes.VersionNumber, false)],
            1_000,
            null
        );
        var page = await Versions.SearchAsync(query, Cancellation);
        return [.. page.Value.Items.Select(version => version.Number)];
    }

    /// <summary>A model's whole history, oldest first.</summary>
    protected async Task<IReadOnlyList<Transition>> HistoryAsync(string model)
    {
        var page = await Transitions.HistoryAsync(model, null, null, 10_000, null, Cancellation);
        return [.. page.Value.Items.Reverse()];
    }

    protected static Comparison Is(string attribute, object value) =>
        Comparison.Of(new Field(FieldKind.Attribute, attribute), Comparator.Equal, value);

    protected static string Describe(Transition t) =>
        $"{t.Version}: {t.From ?? "-"} → {t.To ?? "-"}" + (t.DisplacedBy is { } by ? $" by {by}" : "");
}
