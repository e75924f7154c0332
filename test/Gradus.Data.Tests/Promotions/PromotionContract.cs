using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;
using Gradus.Data.Artifacts;
using Gradus.Data.Rollbacks;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

/// <summary>What the suites of promotions and of work share: promotions that are asked for, and a worker that measures.</summary>
public abstract class PromotionContract(TestDatabase database) : StoreContract(database)
{
    protected static readonly PromotionDataset Holdout = new("holdout", Blobs.DigestOf("data").Hex, 4, "class", ["s"]);

    protected static readonly PromotionTerms Measured = new(
        null,
        Holdout,
        ["accuracy>=0.9"],
        false,
        new Limits(60, 1 << 30)
    );

    protected static readonly PromotionTerms Ungated = new(null, null, [], false, new Limits(60, 1 << 30));

    protected PromotionStore Promotions => new(Database);

    /// <summary>Stands in for the artifact store: versions whose bytes are not sound, and why.</summary>
    protected ArtifactReader Bytes { get; } = new();

    protected RollbackTargets Targets => new(Database, Bytes);

    protected PromotionStepStore Steps => new(Database, Targets);

    protected WorkStore Work => new(Database);

    protected sealed class ArtifactReader : IArtifactReader
    {
        public Dictionary<int, string> Problems { get; } = [];

        public Task<string?> FindProblemAsync(string model, int number, CancellationToken cancellationToken) =>
            Task.FromResult(Problems.GetValueOrDefault(number));
    }

    /// <summary>A model whose versions differ in their bytes.</summary>
    protected async Task CreateMeasurableAsync(string model, int versions)
    {
        await CreateModelAsync(model);
        for (var i = 1; i <= versions; i++)
        {
            var manifest = Blobs.Manifest(("model.onnx", $"{model}-{i}"));
            (await Versions.CreateAsync(model, Blobs.Version(manifest), Ana)).IsOk.ShouldBeTrue();
        }
    }

    protected Task<Result<Promotion>> TryOpenAsync(
        string id,
        string model,
        int? version,
        PromotionTerms terms,
        string stage = "Production"
    ) => Promotions.OpenAsync(new NewPromotion(id, model, version, stage, terms, "because"), Ana);

    protected async Task<Promotion> OpenAsync(string id, int? version, PromotionTerms terms) =>
        (await TryOpenAsync(id, "fraud", version, terms)).Value;

    protected async Task<Promotion> AdvanceAsync(string id) => (await Steps.AdvanceAsync(id, Cancellation)).Value;

    protected async Task<Promotion> GetAsync(string id) => (await Promotions.GetAsync(id, Cancellation)).Value;

    /// <summary>Does the oldest piece of work that nobody holds; false if there is none.</summary>
    protected async Task<bool> MeasureNextAsync(double accuracy)
    {
        var lease = $"lease-{Guid.NewGuid():N}";
        if (await Work.LeaseAsync("worker", lease) is not { } work)
        {
            return false;
        }

        (await CompleteAsync(work, accuracy)).IsOk.ShouldBeTrue();
        return true;
    }

    protected Task<Result<Evaluation>> CompleteAsync(LeasedWork work, double accuracy) =>
        Work.CompleteAsync(
            work.Id,
            work.Lease,
            (artifact, task) =>
                EvaluationOf(artifact, task) with
                {
                    Metrics = new Dictionary<string, double> { ["accuracy"] = accuracy, ["undefined"] = double.NaN },
                }
        );

    protected Evaluation EvaluationOf(Digest artifact, WorkTask task) =>
        new(
            Id: $"evaluation-{Guid.NewGuid():N}",
            Artifact: artifact,
            Dataset: task.Dataset?.ParsedDigest,
            Outcome: EvaluationOutcome.Measured,
            Reason: null,
            Metrics: new Dictionary<string, double>(),
            Examples: 114,
            Worker: "worker",
            Code: "gradus 0.1",
            Runtime: "onnx 1",
            StartedAt: Clock.Now,
            FinishedAt: Clock.Now
        );
}
