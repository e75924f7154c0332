using System.Globalization;
using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Holds;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Core.Work;
using Gradus.Data.Approvals;
using Gradus.Data.Artifacts;
using Gradus.Data.Datasets;
using Gradus.Data.Gates;
using Gradus.Data.Holds;
using Gradus.Data.Identities;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;
using Gradus.Data.Rollbacks;
using Gradus.Data.Stages;
using Gradus.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Ledger;

/// <summary>
/// Calls every write of every store, in an order and with arguments that a seed gives. Many calls are refused; what they
/// leave behind is seen then too. Equal seeds make equal calls.
/// </summary>
internal sealed class Workload(Database database, SettableClock clock, int seed, int firstId = 0)
{
    private static readonly string[] Policies =
    [
        "version: 1\nstages:\n  - name: Production\n    aliases: [champion]\n    gates:\n"
            + "      - threshold: { metric: accuracy, at_least: 0.5, source: logged }\n    approvals: { required: 1 }\n"
            + "    verify:\n      gates:\n        - threshold: { metric: accuracy, at_least: 0.6, source: logged }\n"
            + "      every: 1h\n      on_failure: rollback\n",
        "version: 1\n",
    ];

    private readonly Random _random = new(seed);
    private readonly RollbackTargets _targets = new(database, new SoundBytes());
    private int _last = firstId;

    /// <summary>How many calls were not refused, by what was called.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    private string Model => $"m{_random.Next(4)}";

    private int Number => _random.Next(1, 7);

    private string Stage => Pick("Development", "Staging", "Production", "Archived", "QA");

    private Caller Caller => new(Pick("ana", "ben", "Zoë \"the\" \\ 猫"), NewId("r"));

    private string User => Pick("kim", "lee", "max");

    private double Metric =>
        Pick(0.25, 0.75, 1, 1e16, 1e300, -0.0, double.NaN, double.PositiveInfinity, _random.NextDouble());

    // Some are longer than what goes into the ledger as it is.
    private string Words =>
        Pick(
            "",
            "some words",
            "a\tb\r\n\"\\/\u001f\u007f€😀",
            new string('ä', 4_097),
            new string('"', _random.Next(9_000))
        );

    public async Task RunAsync(int steps)
    {
        (string Name, Func<Task<bool>> Call)[] calls = [.. Calls()];
        for (var i = 0; i < steps; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(_random.Next(-3, 30)));
            var (name, call) = calls[_random.Next(calls.Length)];
            if (await call())
            {
                Done[name] = Done.GetValueOrDefault(name) + 1;
            }
        }
    }

    private IEnumerable<(string, Func<Task<bool>>)> Calls() =>
        [
            .. OfModels(),
            .. OfVersions(),
            .. OfVersions(),
            .. OfStages(),
            .. OfFiles(),
            .. OfPromotions(),
            .. OfPeople(),
        ];

    private IEnumerable<(string, Func<Task<bool>>)> OfModels()
    {
        var models = new ModelStore(database);
        yield return Call("register", () => models.CreateAsync(ModelName.Parse(Model).Value, Words, [NewTag], Caller));
        yield return Call("register again", () => models.CreateAsync(ModelName.Parse(Model).Value, null, [], Caller));
        yield return Call("describe model", () => models.DescribeAsync(Model, Pick(Words, null), Caller));
        yield return Call("rename", () => models.RenameAsync(Model, ModelName.Parse(Model).Value, Caller));
        yield return Call("tag model", () => models.SetTagAsync(Model, NewTag, Caller));
        yield return Call("untag model", () => models.DeleteTagAsync(Model, Pick("a", "b"), Caller));
        yield return Call(
            "delete model",
            async () => _random.Next(8) > 0 ? Error.Conflict("Rarely.") : await models.DeleteAsync(Model, Caller)
        );
    }

    private IEnumerable<(string, Func<Task<bool>>)> OfVersions()
    {
        var (versions, aliases) = (new VersionStore(database), new AliasStore(database));
        yield return Call("version", () => versions.CreateAsync(Model, Blobs.Version(NewManifest()), Caller));
        yield return Call("version again", () => versions.CreateAsync(Model, Blobs.Version(NewManifest()), Caller));
        yield return Call("describe version", () => versions.DescribeAsync(Model, Number, Words, Caller));
        yield return Call("tag version", () => versions.SetTagAsync(Model, Number, NewTag, Caller));
        yield return Call("untag version", () => versions.DeleteTagAsync(Model, Number, Pick("a", "b"), Caller));
        yield return Call(
            "alias",
            () => aliases.SetAsync(Model, AliasName.Parse(Pick("x", "y")).Value, Number, Caller)
        );
        yield return Call("unalias", () => aliases.DeleteAsync(Model, Pick("x", "y"), Caller));
        yield return Call("metrics", () => LogAsync(Metric));
        yield return Call("good metrics", () => LogAsync(0.875));
        yield return Call(
            "delete version",
            async () =>
                _random.Next(4) > 0 ? Error.Conflict("Rarely.") : await versions.DeleteAsync(Model, Number, Caller)
        );
    }

    private IEnumerable<(string, Func<Task<bool>>)> OfStages()
    {
        var (stages, moves) = (new StageStore(database), new TransitionStore(database));
        var (policies, rollbacks) = (new PolicyStore(database), new RollbackStore(database));
        yield return Call(
            "stage",
            () =>
                stages.CreateAsync(
                    StageName.Parse("QA").Value,
                    Words,
                    Pick<Occupancy>(default, Occupancy.One),
                    null,
                    Caller
                )
        );
        yield return Call(
            "change stage",
            () =>
                stages.UpdateAsync(
                    Stage,
                    Words,
                    Pick<Occupancy?>(null, Occupancy.One, Occupancy.Many),
                    _random.Next(1, 4),
                    Caller
                )
        );
        yield return Call("delete stage", () => stages.DeleteAsync("QA", Caller));
        yield return Call(
            "move",
            () => moves.MoveAsync(new Move(Model, Number, Stage, Pick(true, false), Words), Caller)
        );
        yield return Call(
            "move again",
            () => moves.MoveAsync(new Move(Model, Number, Stage, Pick(true, false)), Caller)
        );
        yield return Call("policy", () => ApplyAsync(policies, Pick(Policies)));
        yield return Call(
            "roll back",
            () =>
                rollbacks.RollBackAsync(
                    new RollbackRequest(Model, Stage, null, "", new Dictionary<int, string>()),
                    Caller
                )
        );
        yield return Call(
            "break glass",
            () => rollbacks.BreakGlassAsync(new Move(Model, Number, Stage, true, "now"), Caller)
        );
        yield return Call("reinstate", () => rollbacks.ReinstateAsync(Model, Number, Words, Caller));
    }

    private IEnumerable<(string, Func<Task<bool>>)> OfFiles()
    {
        var (tree, manifests, datasets) = (
            new ArtifactTree(database),
            new ManifestStore(database),
            new DatasetStore(database)
        );
        yield return Call(
            "put file",
            () => tree.PutAsync(Blobs.Path($"run/{_random.Next(5)}/f"), 3, NewDigest(), Caller)
        );
        yield return Call("delete file", () => tree.DeleteAsync(Blobs.Path($"run/{_random.Next(5)}"), Caller));
        yield return Call(
            "data set",
            () =>
                datasets.PutAsync(
                    ModelName.Parse(Pick("d", "e")).Value,
                    NewDigest(),
                    4,
                    Pick<Core.Datasets.DatasetColumns>(
                        new("class", ["s"]),
                        new("y", [], Core.Datasets.DatasetTask.Regression),
                        new("y", [], Core.Datasets.DatasetTask.Ranking, "q")
                    ),
                    Caller
                )
        );
        yield return Call("delete data set", () => datasets.DeleteAsync(Pick("d", "e"), Caller));
        yield return Call("quarantine", async () => Any(await manifests.QuarantineAsync(NewDigest(), Words)));
        yield return Call("release", async () => Any(await manifests.ReleaseAsync(NewManifest().Digest)));
        yield return Call("forget", async () => Any(await manifests.ForgetUnusedAsync(TimeSpan.FromHours(1))));
        yield return Call(
            "claim store",
            async () =>
                Any(await new StoreIdentityStore(database).ClaimAsync("s").ContinueWith(_ => 1, TaskScheduler.Default))
        );
    }

    private IEnumerable<(string, Func<Task<bool>>)> OfPromotions()
    {
        var (promotions, steps, work) = (
            new PromotionStore(database),
            new PromotionStepStore(database, _targets),
            new WorkStore(database)
        );
        var verifications = new VerificationStore(database, _targets);
        yield return Call(
            "promote",
            () =>
                promotions.OpenAsync(new NewPromotion(NewId("p"), Model, Number, "Production", Terms(), Words), Caller)
        );
        yield return Call(
            "promote again",
            () => promotions.OpenAsync(new NewPromotion(NewId("p"), Model, Number, Stage, Terms(), ""), Caller)
        );
        yield return Call(
            "step",
            async () => await EachOpenAsync(promotions, id => steps.AdvanceAsync(id, CancellationToken.None))
        );
        yield return Call("apply", async () => await EachOpenAsync(promotions, steps.ApplyAsync));
        yield return Call(
            "fault",
            async () => _random.Next(4) == 0 && await EachOpenAsync(promotions, id => steps.FaultAsync(id, Words))
        );
        yield return Call(
            "cancel",
            async () => _random.Next(4) == 0 && await EachOpenAsync(promotions, id => steps.CancelAsync(id, Caller))
        );
        yield return Call("work", () => WorkAsync(work));
        yield return Call("verify", () => VerifyAsync(verifications));
    }

    private IEnumerable<(string, Func<Task<bool>>)> OfPeople()
    {
        var (promotions, approvals, holds) = (
            new PromotionStore(database),
            new ApprovalStore(database),
            new HoldStore(database)
        );
        var (waivers, checks) = (new WaiverStore(database), new CheckStore(database));
        yield return Call(
            "say",
            () =>
                EachOpenAsync(
                    promotions,
                    id =>
                        approvals.SayAsync(
                            id,
                            Pick(Enum.GetValues<ApprovalDecision>()),
                            Words,
                            null,
                            NewId("a"),
                            Caller,
                            Pick(true, false)
                        )
                )
        );
        yield return Call(
            "approve",
            () =>
                EachOpenAsync(
                    promotions,
                    id => approvals.SayAsync(id, ApprovalDecision.Approve, "", null, NewId("a"), new Caller("eve", "r"))
                )
        );
        yield return Call(
            "hold",
            () =>
                holds.PutAsync(
                    new Hold(
                        NewId("h"),
                        Pick(Enum.GetValues<HoldKind>()),
                        Pick(Model, null),
                        Pick(Stage, null),
                        Words,
                        "",
                        clock.Now
                    ),
                    Caller
                )
        );
        yield return Call(
            "lift",
            () => EachAsync(holds.ListAsync(false, CancellationToken.None), hold => holds.LiftAsync(hold.Id, Caller))
        );
        yield return Call(
            "waive",
            () =>
                waivers.GrantAsync(
                    new Waiver(
                        NewId("w"),
                        Model,
                        Number,
                        "Production",
                        Pick("accuracy", "signature"),
                        Words,
                        "",
                        clock.Now,
                        clock.Now.AddDays(1)
                    ),
                    Caller
                )
        );
        yield return Call(
            "take waiver back",
            () =>
                EachAsync(
                    waivers.ListAsync(null, null, CancellationToken.None),
                    waiver => waivers.RevokeAsync(waiver.Id, Caller)
                )
        );
        yield return Call(
            "check",
            () =>
                checks.ReportAsync(
                    Model,
                    Number,
                    null,
                    new ExternalCheck(
                        NewId("c"),
                        default,
                        "lint",
                        Pick(Verdict.Passed, Verdict.Failed),
                        Words,
                        "",
                        "",
                        default,
                        Model
                    ),
                    Caller
                )
        );
    }

    private IEnumerable<(string, Func<Task<bool>>)> OfIdentities()
    {
        var (users, groups) = (new UserStore(database), new GroupStore(database));
        var tokens = new TokenStore(database, clock);
        yield return Call("user", () => users.CreateAsync(UserName.Parse(User).Value, IdentityKind.Person, "", Caller));
        yield return Call("disable user", () => users.DisableAsync(User, Caller));
        yield return Call("enable user", () => users.EnableAsync(User, Caller));
        yield return Call(
            "delete user",
            async () => _random.Next(4) == 0 && (await users.DeleteAsync(User, Caller)).IsOk
        );
        yield return Call("group", () => groups.CreateAsync(GroupName.Parse("team").Value, Words, Caller));
        yield return Call("join", () => groups.AddAsync(Pick("team", "administrators"), User, Caller));
        yield return Call("leave", () => groups.RemoveAsync(Pick("team", "administrators"), User, Caller));
        yield return Call(
            "delete group",
            async () => _random.Next(4) == 0 && (await groups.DeleteAsync("team", Caller)).IsOk
        );
        yield return Call("token", () => TokenAsync(tokens));
        yield return Call("use token", () => UseAsync(tokens));
        yield return Call("revoke", () => tokens.RevokeAsync($"token-{_random.Next(_last + 1)}", Caller));
    }

    private Task<Result<Token>> TokenAsync(TokenStore tokens)
    {
        var id = NewId("token");
        return tokens.CreateAsync(new NewToken(id, User, Digest.OfTexts([id]), "", TokenScope.Whole, null), Caller);
    }

    // When it was last used is not in the ledger.
    private async Task<bool> UseAsync(TokenStore tokens)
    {
        var page = (await tokens.ListAsync(User, 5, null, CancellationToken.None)).Value;
        foreach (var token in page.Items)
        {
            await tokens.FindIdentityAsync(Digest.OfTexts([token.Id]), CancellationToken.None);
        }

        await tokens.WriteUsesAsync();
        return page.Items.Count > 0;
    }

    private static (string, Func<Task<bool>>) Call(string name, Func<Task<bool>> call) => (name, call);

    private static (string, Func<Task<bool>>) Call<T>(string name, Func<Task<Result<T>>> call) =>
        (name, async () => (await call()).IsOk);

    private async Task<bool> WorkAsync(WorkStore work)
    {
        if (await work.LeaseAsync("worker", NewId("lease")) is not { } leased || _random.Next(4) == 0)
        {
            return false;
        }

        var metrics = new Dictionary<string, double> { ["accuracy"] = Metric };
        var done = await work.CompleteAsync(
            leased.Id,
            leased.Lease,
            (artifact, task) =>
                new Evaluation(
                    NewId("e"),
                    artifact,
                    task.Dataset?.ParsedDigest,
                    EvaluationOutcome.Measured,
                    null,
                    metrics,
                    long.MaxValue,
                    "worker",
                    "code",
                    "onnx",
                    clock.Now,
                    clock.Now,
                    Words
                )
                {
                    Slices = [new Slice("label", Words, 7, metrics)],
                }
        );
        return done.IsOk;
    }

    private async Task<bool> VerifyAsync(VerificationStore verifications)
    {
        var due = await verifications.ListDueAsync(CancellationToken.None);
        foreach (var verification in due)
        {
            await verifications.StepAsync(verification, NewId("v"), CancellationToken.None);
        }

        return due.Count > 0;
    }

    private Task<Result<IReadOnlyList<LoggedMetric>>> LogAsync(double value) =>
        new MetricStore(database).LogAsync(
            Model,
            Number,
            new Dictionary<string, double> { ["accuracy"] = value, [Pick("f", "g")] = Metric },
            Caller
        );

    private Task<Result<AppliedPolicy>> ApplyAsync(PolicyStore policies, string text) =>
        policies.ApplyAsync(text, PolicyFile.Parse(text).Policy!, Words, Caller);

    private static async Task<bool> EachOpenAsync(
        PromotionStore promotions,
        Func<string, Task<Result<Promotion>>> call
    ) => await EachAsync(promotions.ListOpenAsync(all: true, CancellationToken.None), open => call(open.Id));

    private static async Task<bool> EachAsync<TItem, T>(Task<List<TItem>> list, Func<TItem, Task<Result<T>>> call)
    {
        var anything = false;
        foreach (var item in await list)
        {
            anything |= (await call(item)).IsOk;
        }

        return anything;
    }

    private static bool Any(int count) => count > 0;

    private static bool Any(IReadOnlyList<VersionId> versions) => versions.Count > 0;

    private PromotionTerms Terms() =>
        new(
            null,
            Pick(null, new Core.Datasets.PromotionDataset("d", Blobs.DigestOf("data").Hex, 4, "class", ["s"])),
            Pick<string[]>([], ["accuracy>=0.5"]),
            Pick(true, false),
            new Limits(60, 1 << 30)
        );

    private Tag NewTag =>
        Tag.Parse(Pick("a", "b", "ü/ö"), Words).Try(out var tag, out _) ? tag : Tag.Parse("a", "b").Value;

    private Manifest NewManifest() => Blobs.Manifest(("model.onnx", $"model-{_random.Next(5)}"));

    private Digest NewDigest() => Blobs.DigestOf($"model-{_random.Next(5)}");

    private string NewId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{_last++}");

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    private sealed class SoundBytes : IArtifactReader
    {
        public Task<string?> FindProblemAsync(string model, int number, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);
    }
}
