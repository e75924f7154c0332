using CsCheck;
using Gradus.Core.Models;
using Gradus.Core.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data.Stages;

/// <summary>Whatever is done to a registry, its past reads as it was. Checked against a registry kept in memory.</summary>
public abstract class RandomHistoryContract(TestDatabase database) : StoreContract(database)
{
    private static readonly string[] StageNames = ["None", "Staging", "Production", "Live", "Archived"];

    private static readonly Gen<Op[]> Histories = Gen.Select(
            Gen.Int[0, 99],
            Gen.Int[0, 2],
            Gen.Int[1, 4],
            Gen.Int[0, 4],
            Gen.Bool
        )
        .Select(
            (dice, model, version, stage, archive) => new Op(KindOf(dice), model, version, StageNames[stage], archive)
        )
        .Array[0, 45];

    private int _histories;

    private enum Kind
    {
        Create,
        CreateVersion,
        Move,
        DeleteVersion,
        Delete,
        Rename,
        TurnClock,
    }

    [Fact]
    public async Task Holders_at_every_past_instant_and_the_whole_history_are_as_they_were()
    {
        await CreateStageAsync("Live", Occupancy.One);

        await Histories.SampleAsync(
            async operations =>
            {
                var naive = new NaiveRegistry();
                var names = Enumerable.Range(0, 3).Select(i => $"h{_histories}-{i}").ToArray();
                _histories++;
                foreach (var operation in operations)
                {
                    await CarryOutAsync(operation, names, naive);
                }

                foreach (var name in names)
                {
                    await ShouldAgreeAsync(name, naive);
                }
            },
            iter: 20,
            threads: 1
        );
    }

    // What happens often comes first; moves most of all.
    private static Kind KindOf(int dice) =>
        dice switch
        {
            < 10 => Kind.Create,
            < 30 => Kind.CreateVersion,
            < 65 => Kind.Move,
            < 72 => Kind.DeleteVersion,
            < 76 => Kind.Delete,
            < 82 => Kind.Rename,
            _ => Kind.TurnClock,
        };

    private async Task CarryOutAsync(Op operation, string[] names, NaiveRegistry naive)
    {
        var (kind, index, version, stage, archive) = operation;
        var model = names[index];
        var now = Clock.Now.ToUnixTimeMilliseconds();
        switch (kind)
        {
            case Kind.Create:
                (await Models.CreateAsync(Name(model), null, [], Ana)).IsOk.ShouldBe(naive.Create(model, now));
                break;
            case Kind.CreateVersion:
                (await Versions.CreateAsync(model, NewVersion(), Ana)).IsOk.ShouldBe(naive.CreateVersion(model, now));
                break;
            case Kind.Move:
                archive &= stage is not ("None" or "Archived");
                (await TryMoveAsync(model, version, stage, archive)).IsOk.ShouldBe(
                    naive.Move(model, version, stage, archive || stage == "Live", now)
                );
                break;
            case Kind.DeleteVersion:
                (await Versions.DeleteAsync(model, version, Ana)).IsOk.ShouldBe(
                    naive.DeleteVersion(model, version, now)
                );
                break;
            case Kind.Delete:
                (await Models.DeleteAsync(model, Ana)).IsOk.ShouldBe(naive.Delete(model, now));
                break;
            case Kind.Rename:
                var target = names[version % 3];
                (await Models.RenameAsync(model, Name(target), Ana)).IsOk.ShouldBe(naive.Rename(model, target, now));
                break;
            default:
                Clock.Advance(TimeSpan.FromMilliseconds(version * (archive ? 1 : -2)));
                break;
        }
    }

    private async Task ShouldAgreeAsync(string name, NaiveRegistry naive)
    {
        var history = await Transitions.HistoryAsync(name, null, null, 10_000, null, Cancellation);
        history.IsOk.ShouldBe(naive.IsKnown(name));
        if (!history.IsOk)
        {
            return;
        }

        history
            .Map(page => page.Items.Reverse().Select(t => $"{t.At.ToUnixTimeMilliseconds()} {Describe(t)}"))
            .Value.ShouldBe(naive.HistoryOf(name));

        foreach (var at in naive.Instants.SelectMany(instant => new[] { instant - 1, instant }).Distinct())
        {
            foreach (var stage in StageNames)
            {
                var holders = await Transitions.HoldersAtAsync(
                    name,
                    stage,
                    DateTimeOffset.FromUnixTimeMilliseconds(at),
                    Cancellation
                );
                holders
                    .Value.Select(t => t.Version)
                    .ShouldBe(naive.HoldersAt(name, stage, at), $"{name}, {stage}, {at}");
            }
        }
    }

    private static ModelName Name(string name) => ModelName.Parse(name).Value;

    private sealed record Op(Kind Kind, int Model, int Version, string Stage, bool Archive);
}

public sealed class SqliteRandomHistoryTests(SqliteTestDatabase database)
    : RandomHistoryContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRandomHistoryTests(PostgresTestDatabase database)
    : RandomHistoryContract(database),
        IClassFixture<PostgresTestDatabase>;
