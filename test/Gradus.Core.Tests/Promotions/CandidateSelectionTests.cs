using CsCheck;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

public sealed class CandidateSelectionTests
{
    [Fact]
    public void The_highest_accuracy_is_chosen_and_every_other_learns_by_whom_it_is_beaten() =>
        Rank("accuracy", Evidence.Measured(1, 0.9), Evidence.Measured(2, 0.95), Evidence.Measured(3, 0.8))
            .ShouldBe([
                new Candidate(1, "None", 0.9, "accuracy = 0.9, version 2 has 0.95", false, 2),
                new Candidate(2, "None", 0.95, "best by accuracy (0.95)", true, 1),
                new Candidate(3, "None", 0.8, "accuracy = 0.8, version 2 has 0.95", false, 3),
            ]);

    [Fact]
    public void The_lowest_loss_is_chosen() =>
        Chosen("log_loss", Evidence.Measured(1, 0.9), Evidence.Measured(2, 0.95)).ShouldBe(2);

    [Fact]
    public void Of_equals_the_holder_stays() =>
        Chosen("accuracy", Evidence.Measured(1, 0.9), Evidence.Measured(2, 0.9, isHolder: true)).ShouldBe(2);

    [Fact]
    public void Of_equals_without_a_holder_the_lower_number_is_chosen() =>
        Chosen("accuracy", Evidence.Measured(1, 0.9), Evidence.Measured(2, 0.9)).ShouldBe(1);

    [Fact]
    public void Of_equals_by_the_first_objective_the_second_decides_and_is_named()
    {
        var selection = new Selection([Objective.Of("accuracy"), Objective.Of("latency_p95_ms")], [], null);

        Rank(selection, Timed(1, 0.9, 20), Timed(2, 0.9, 10), Timed(3, 0.8, 1))
            .Select(candidate => (candidate.Rank, candidate.Note))
            .ShouldBe([
                (2, "latency_p95_ms = 20, version 2 has 10"),
                (1, "best by accuracy, then latency_p95_ms (0.9, 10)"),
                (3, "accuracy = 0.8, version 2 has 0.9"),
            ]);
    }

    [Fact]
    public void A_direction_that_was_given_outweighs_the_metrics_name() =>
        Rank(new Selection([new Objective("accuracy", true)], [], null), Evidence.Measured(1, 0.9), Timed(2, 0.8, 1))
            .Single(candidate => candidate.Chosen)
            .Version.ShouldBe(2);

    [Fact]
    public void Who_breaks_a_constraint_is_out_and_told_by_which()
    {
        var selection = new Selection(
            [Objective.Of("accuracy")],
            ["latency_p95_ms<=15", "size<=1000", "recall>=0.5"],
            null
        );
        VersionFacts[] versions = [Timed(1, 0.9, 20), Timed(2, 0.9, 10) with { Size = 1001 }, Timed(3, 0.8, 1)];

        Rank(selection, versions)
            .Select(candidate => candidate.Note)
            .ShouldBe([
                "latency_p95_ms = 20; required ≤ 15",
                "size = 1001; required ≤ 1000",
                "recall is not among the measured metrics (accuracy, latency_p95_ms); required ≥ 0.5",
            ]);
        Rank(selection with { Constraints = ["latency_p95_ms<=15"] }, versions)
            .Single(candidate => candidate.Chosen)
            .Version.ShouldBe(2);
    }

    [Fact]
    public void Who_cannot_come_into_the_stage_is_out_however_good()
    {
        var candidates = CandidateSelection.Rank(
            Selection.By("accuracy"),
            [Evidence.Measured(1, 0.99), Evidence.Measured(2, 0.9)],
            Measured,
            version => version.Version.Number == 1 ? "comes from elsewhere" : null
        );

        candidates.Select(candidate => candidate.Note).ShouldBe(["comes from elsewhere", "best by accuracy (0.9)"]);
    }

    [Fact]
    public void What_was_logged_ranks_as_well_wherever_the_bytes_are()
    {
        VersionFacts[] versions =
        [
            Logged(1, ("accuracy", 0.9), ("recall", 0.8)),
            Logged(2, ("accuracy", 0.95), ("recall", 0.2)),
            Logged(3, ("acuracy", 0.99)),
            Logged(4, ("accuracy", double.NaN)),
            Logged(5),
        ];
        var selection = Selection.By("accuracy") with { Constraints = ["recall>=0.5"] };

        CandidateSelection
            .Rank(selection, versions, KnownMetrics.Logged, _ => null)
            .Select(candidate => (candidate.Rank, candidate.Note))
            .ShouldBe([
                (1, "best by accuracy (0.9)"),
                (null, "recall = 0.2; required ≥ 0.5"),
                (null, "accuracy is not among the logged metrics (acuracy)"),
                (null, "accuracy is NaN"),
                (null, "accuracy is not among the logged metrics"),
            ]);

        static VersionFacts Logged(int number, params (string Name, double Value)[] metrics)
        {
            var bare = Evidence.Bare(number);
            return bare with
            {
                Version = bare.Version with { Manifest = null },
                Logged = metrics.ToDictionary(metric => metric.Name, metric => metric.Value),
            };
        }
    }

    [Fact]
    public void Who_cannot_be_picked_learns_why()
    {
        VersionFacts[] versions =
        [
            Evidence.Measured(1, 0.99) with
            {
                Version = Evidence.Version(1, status: VersionStatus.Quarantined),
            },
            Evidence.Measured(2, 0.99) with
            {
                Version = Evidence.Version(2, status: VersionStatus.Revoked),
            },
            Evidence.Bare(3).Elsewhere(),
            Evidence.Bare(4),
            Evidence.Bare(5).Found(Evidence.Evaluation(EvaluationOutcome.Incompatible)),
            Evidence.Bare(6).Found(Evidence.Evaluation(EvaluationOutcome.Error)),
            Evidence.Measured(7, double.NaN),
        ];

        var candidates = Rank("accuracy", versions);

        candidates.ShouldAllBe(candidate => !candidate.Chosen && candidate.Rank == null);
        candidates
            .Select(candidate => candidate.Note)
            .ShouldBe([
                "quarantined: a byte changed",
                "its standing is revoked: a byte changed",
                "its bytes are kept elsewhere, so it cannot be evaluated",
                "was not evaluated",
                "does not fit the data set: it says why",
                "could not be evaluated: it says why",
                "accuracy is NaN",
            ]);
    }

    [Fact]
    public void A_metric_that_is_called_otherwise_is_told_from_one_that_has_no_value() =>
        Rank("acuracy", Evidence.Measured(1, 0.9))
            .ShouldHaveSingleItem()
            .Note.ShouldBe("acuracy is not among the measured metrics (accuracy, log_loss)");

    [Fact]
    public void Exactly_one_is_chosen_if_any_can_be_and_none_is_better() =>
        Gen.Select(Gen.OneOf(0.1, 0.5, 0.9, double.NaN), Gen.Bool)
            .Array[0, 8]
            .Sample(values =>
            {
                var versions = values.Select((v, i) => Evidence.Measured(i + 1, v.Item1, v.Item2)).ToList();
                var candidates = Rank("accuracy", [.. versions]);
                var best = candidates.Max(candidate => candidate.Value);
                var chosen = candidates.Where(candidate => candidate.Chosen).ToList();
                return candidates.Select(c => c.Version).SequenceEqual(Enumerable.Range(1, values.Length))
                    && chosen.Count == (best is null ? 0 : 1)
                    && chosen.All(candidate => candidate.Value == best);
            });

    private static int Chosen(string metric, params VersionFacts[] versions) =>
        Rank(metric, versions).Single(candidate => candidate.Chosen).Version;

    private static IReadOnlyList<Candidate> Rank(string metric, params VersionFacts[] versions) =>
        Rank(Selection.By(metric), versions);

    private static IReadOnlyList<Candidate> Rank(Selection selection, params VersionFacts[] versions) =>
        CandidateSelection.Rank(selection, versions, Measured, _ => null);

    private static KnownMetrics Measured(VersionFacts version) =>
        KnownMetrics.Measured(version, version.EvidenceOf(Evidence.Measuring).SingleOrDefault());

    private static VersionFacts Timed(int number, double accuracy, double milliseconds) =>
        Evidence
            .Bare(number)
            .Found(
                Evidence.Evaluation(EvaluationOutcome.Measured, version: number) with
                {
                    Metrics = new Dictionary<string, double>
                    {
                        ["accuracy"] = accuracy,
                        ["latency_p95_ms"] = milliseconds,
                    },
                }
            );
}
