using Gradus.Core.Datasets;

namespace Gradus.Evaluation.Drift;

/// <summary>Data sets held against each other, from files.</summary>
public sealed class DatasetDriftTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_data_set_beside_itself_has_not_drifted()
    {
        var digits = new DriftSource(
            Samples.Path("digits", "test.csv"),
            "digits",
            new DatasetColumns("label", ["digit"])
        );

        var drift = DatasetDrift.Measure(digits, digits, CancellationToken.None).Value;

        drift.Examples.ShouldBe(899);
        drift.Features.Count.ShouldBe(64);
        drift.Features.ShouldAllBe(feature => feature.Psi == 0 && feature.Ks.Statistic == 0);
        drift.Categories.Select(category => category.Column).ShouldBe(["label", "digit"]);
        drift.Categories.ShouldAllBe(category => category.JensenShannon < 1e-6);
    }

    [Fact]
    public void The_parts_of_one_draw_are_alike_and_a_shifted_column_stands_out()
    {
        var train = Source("train", Enumerable.Range(0, 1000).Select(i => (i % 100, i % 7, i % 2)));
        var test = Source("test", Enumerable.Range(0, 500).Select(i => (i % 100, (i % 7) + 4, i % 2)));

        var drift = DatasetDrift.Measure(test, train, CancellationToken.None).Value;

        drift.Features.Single(feature => feature.Column == "a").Psi.ShouldBeLessThan(0.05);
        drift.Features.Single(feature => feature.Column == "b").Psi.ShouldBeGreaterThan(0.25);
        drift.Features.Single(feature => feature.Column == "b").Ks.PValue.ShouldBeLessThan(1e-6);
        drift.Categories.ShouldHaveSingleItem().ChiSquared.PValue.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void A_feature_that_the_reference_has_not_got_is_named()
    {
        var digits = new DriftSource(
            Samples.Path("digits", "test.csv"),
            "digits",
            new DatasetColumns("label", ["digit"])
        );
        var cancer = new DriftSource(
            Samples.Path("breast-cancer", "test.csv"),
            "cancer",
            new DatasetColumns("label", ["size"])
        );

        DatasetDrift
            .Measure(cancer, digits, CancellationToken.None)
            .Error!.Message.ShouldBe("data set 'digits' has no feature 'mean_radius', which 'cancer' has");
    }

    [Fact]
    public void A_label_that_is_a_number_drifts_as_a_feature_does()
    {
        var before = Numbers("before", 0);
        var now = Numbers("now", 50);

        var drift = DatasetDrift.Measure(now, before, CancellationToken.None).Value;

        drift.Features.Select(feature => feature.Column).ShouldBe(["a", "y"]);
        drift.Features[0].Psi.ShouldBe(0);
        drift.Features[1].Ks.Statistic.ShouldBe(0.5, 1e-9);
        drift.Categories.ShouldBeEmpty();
    }

    private DriftSource Numbers(string name, int from) =>
        new(
            _folder.Write(
                $"{name}.csv",
                "a,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i + from}\n"))
            ),
            name,
            new DatasetColumns("y", [], DatasetTask.Regression)
        );

    private DriftSource Source(string name, IEnumerable<(int A, int B, int Label)> rows)
    {
        var lines = rows.Select(row => FormattableString.Invariant($"{row.A},{row.B},{row.Label}"));
        return new DriftSource(
            _folder.Write($"{name}.csv", $"a,b,label\n{string.Join('\n', lines)}\n"),
            name,
            new DatasetColumns("label", [])
        );
    }
}
