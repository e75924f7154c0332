using CsCheck;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

public sealed class CandidateSelectionTests
{
    [Fact]
    public void The_highest_accuracy_is_chosen_and_every_other_learns_by_whom_it_is_beaten() =>
        CandidateSelection
            .Rank("accuracy", [Evidence.Measured(1, 0.9), Evidence.Measured(2, 0.95), Evidence.Measured(3, 0.8)])
            .ShouldBe([
                new Candidate(1, "None", 0.9, "accuracy = 0.9, version 2 has 0.95", false),
                new Candidate(2, "None", 0.95, "best by accuracy (0.95)", true),
                new Candidate(3, "None", 0.8, "accuracy = 0.8, version 2 has 0.95", false),
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
                Version = Evidence.Version(2) with { Manifest = null },
                Evaluation = null,
            },
            Evidence.Measured(3, 0.99) with
            {
                Evaluation = null,
            },
            Evidence.Measured(4, 0.99) with
            {
                Evaluation = Evidence.Evaluation(EvaluationOutcome.Incompatible),
            },
            Evidence.Measured(5, 0.99) with
            {
                Evaluation = Evidence.Evaluation(EvaluationOutcome.Error),
            },
            Evidence.Measured(6, double.NaN),
        ];

        var candidates = CandidateSelection.Rank("accuracy", versions);

        candidates.ShouldAllBe(candidate => !candidate.Chosen && candidate.Value == null);
        candidates
            .Select(candidate => candidate.Note)
            .ShouldBe([
                "quarantined: a byte changed",
                "its bytes are kept elsewhere, so it cannot be evaluated",
                "was not evaluated",
                "does not fit the data set: it says why",
                "could not be evaluated: it says why",
                "has no value of accuracy",
            ]);
    }

    [Fact]
    public void Exactly_one_is_chosen_if_any_can_be_and_none_is_better() =>
        Gen.Select(Gen.OneOf(0.1, 0.5, 0.9, double.NaN), Gen.Bool)
            .Array[0, 8]
            .Sample(values =>
            {
                var versions = values.Select((v, i) => Evidence.Measured(i + 1, v.Item1, v.Item2)).ToList();
                var candidates = CandidateSelection.Rank("accuracy", versions);
                var best = candidates.Max(candidate => candidate.Value);
                var chosen = candidates.Where(candidate => candidate.Chosen).ToList();
                return candidates.Select(c => c.Version).SequenceEqual(Enumerable.Range(1, values.Length))
                    && chosen.Count == (best is null ? 0 : 1)
                    && chosen.All(candidate => candidate.Value == best);
            });

    private static int Chosen(string metric, params VersionFacts[] versions) =>
        CandidateSelection.Rank(metric, versions).Single(candidate => candidate.Chosen).Version;
}
