using CsCheck;

namespace Gradus.Evaluation.Statistics;

public sealed class PairedBootstrapTests
{
    private static readonly BootstrapOptions Few = new() { Resamples = 500 };

    private static readonly Gen<(float Candidate, float Incumbent)[]> GenPairs = Gen.Select(
        Gen.Int[0, 20].Select(i => i / 20f),
        Gen.Int[0, 20].Select(i => i / 20f)
    ).Array[2, 80];

    [Fact]
    public void The_interval_of_two_models_log_losses_is_that_of_SciPy()
    {
        var (candidate, incumbent) = (LogLosses("v3-forest.onnx"), LogLosses("v2-mlp.onnx"));

        var interval = PairedBootstrap.Difference(candidate, incumbent, new BootstrapOptions { Resamples = 50_000 });

        interval.Estimate.ShouldBe(Reference.Number("paired_losses", "estimate"), 1e-6);
        // Ends drawn from 50,000 resamples differ by some hundredths of the interval's width.
        var tolerance = 0.02 * (interval.Upper - interval.Lower);
        interval.Lower.ShouldBe(Reference.Number("paired_losses", "lower"), tolerance);
        interval.Upper.ShouldBe(Reference.Number("paired_losses", "upper"), tolerance);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var values = LogLosses("v2-mlp.onnx");

        var alone = PairedBootstrap.Mean(values, new BootstrapOptions { Threads = 1 });

        PairedBootstrap.Mean(values, new BootstrapOptions { Threads = 2 }).ShouldBe(alone);
        PairedBootstrap.Mean(values, new BootstrapOptions { Threads = 7 }).ShouldBe(alone);
    }

    [Fact]
    public void Another_seed_gives_nearly_the_same_interval()
    {
        var values = LogLosses("v2-mlp.onnx");
        var one = PairedBootstrap.Mean(values, new BootstrapOptions { Seed = 1 });
        var other = PairedBootstrap.Mean(values, new BootstrapOptions { Seed = 2 });

        other.Lower.ShouldNotBe(one.Lower);
        other.Lower.ShouldBe(one.Lower, 0.1 * (one.Upper - one.Lower));
        other.Upper.ShouldBe(one.Upper, 0.1 * (one.Upper - one.Lower));
    }

    [Fact]
    public void The_order_of_the_examples_changes_nothing() =>
        GenPairs.Sample(
            pairs => Of(pairs).ShouldBe(Of([.. pairs.OrderBy(p => p.Incumbent).ThenByDescending(p => p.Candidate)])),
            iter: 100
        );

    [Fact]
    public void Swapping_the_models_turns_the_interval_around() =>
        GenPairs
            .Where(pairs => Math.Abs(pairs.Sum(p => (double)p.Candidate - p.Incumbent)) > 1e-6)
            .Sample(
                pairs =>
                {
                    var interval = Of(pairs);
                    var swapped = Of([.. pairs.Select(p => (p.Incumbent, p.Candidate))]).Negated();

                    swapped.Estimate.ShouldBe(interval.Estimate, 1e-12);
                    swapped.Lower.ShouldBe(interval.Lower, 1e-12);
                    swapped.Upper.ShouldBe(interval.Upper, 1e-12);
                },
                iter: 100
            );

    [Fact]
    public void The_interval_of_symmetric_values_holds_their_mean() =>
        Gen.Float[0, 1]
            .Array[1, 40]
            .Sample(
                values =>
                {
                    float[] symmetric = [.. values, .. values.Select(v => -v)];
                    PairedBootstrap.Mean(symmetric, Few).Contains(0).ShouldBeTrue();
                },
                iter: 100
            );

    [Fact]
    public void Two_models_that_answer_alike_have_a_difference_of_exactly_nothing()
    {
        var values = LogLosses("v2-mlp.onnx");

        var interval = PairedBootstrap.Difference(values, values, Few);

        (interval.Estimate, interval.Lower, interval.Upper).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData(new float[] { })]
    [InlineData(new[] { 1, float.NaN, 0 })]
    [InlineData(new[] { 1, float.PositiveInfinity, 0 })]
    public void What_has_no_mean_has_no_interval(float[] values)
    {
        var interval = PairedBootstrap.Mean(values, Few);

        interval.IsDefined.ShouldBeFalse();
        interval.Contains(0).ShouldBeFalse();
    }

    [Fact]
    public void Nineteen_intervals_of_twenty_hold_the_true_mean()
    {
        // Exponential values: skewed, as losses are. 400 samples of 100; 95 % ± 4 standard errors.
        var random = new Random(20261127);
        var held = Enumerable
            .Range(0, 400)
            .Count(i =>
            {
                float[] values = [.. Enumerable.Range(0, 100).Select(_ => (float)-Math.Log(1 - random.NextDouble()))];
                return PairedBootstrap.Mean(values, new BootstrapOptions { Resamples = 1000, Seed = i }).Contains(1);
            });

        (held / 400.0).ShouldBeInRange(0.95 - (4 * Math.Sqrt(0.95 * 0.05 / 400)), 1);
    }

    [Fact]
    public void Models_must_have_answered_the_same_examples() =>
        Should.Throw<ArgumentException>(() => PairedBootstrap.Difference([1, 2], [1], Few));

    private static Interval Of((float Candidate, float Incumbent)[] pairs) =>
        PairedBootstrap.Difference(
            pairs.Select(p => p.Candidate).ToArray(),
            pairs.Select(p => p.Incumbent).ToArray(),
            Few
        );

    private static float[] LogLosses(string file)
    {
        var predictions = SamplePredictions.Of("digits", file);
        return
        [
            .. predictions.Actual.Select(
                (actual, i) =>
                    (float)-Math.Log(Math.Clamp(predictions.Scores[i][actual], 1.0 / (1 << 23), 1 - (1.0 / (1 << 23))))
            ),
        ];
    }
}
