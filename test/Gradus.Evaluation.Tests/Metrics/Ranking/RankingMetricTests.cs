using CsCheck;

namespace Gradus.Evaluation.Metrics.Ranking;

public sealed class RankingMetricTests
{
    private static readonly Gen<(float Relevance, float Score)[]> GenItems = Gen.Select(
        Gen.Int[0, 3].Select(i => (float)i),
        Gen.Int[0, 6].Select(i => i / 6f)
    ).Array[1, 20];

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void Discounted_gain_is_scikit_learns_with_ties_too(int k)
    {
        var (relevance, scores) = (Reference.Rows("ranking", "relevance"), Reference.Rows("ranking", "scores"));

        var each = relevance.Zip(
            scores,
            (r, s) => Ndcg.At(k, [.. r.Select(x => (float)x)], [.. s.Select(x => (float)x)])
        );

        each.Average().ShouldBe(Reference.Number("ranking", $"ndcg_{k}"), 1e-6);
    }

    [Fact]
    public void Average_precision_is_worked_out_by_hand()
    {
        // Relevant at places 1, 3 and 5: (1/1 + 2/3 + 3/5)/3; of the first two places 1/2 of what is possible.
        bool[] relevant = [true, false, true, false, true];
        float[] scores = [5, 4, 3, 2, 1];

        AveragePrecisionAtK.Of(5, relevant, scores).ShouldBe((1 + (2.0 / 3) + 0.6) / 3, 1e-12);
        AveragePrecisionAtK.Of(2, relevant, scores).ShouldBe(0.5, 1e-12);
    }

    [Fact]
    public void Of_equal_scores_the_irrelevant_come_first() =>
        AveragePrecisionAtK.Of(2, [true, false], [1, 1]).ShouldBe(0.5, 1e-12);

    [Fact]
    public void Both_lie_between_0_and_1_are_1_of_the_best_order_and_do_not_depend_on_that_of_the_file() =>
        GenItems.Sample(items =>
        {
            float[] relevance = [.. items.Select(i => i.Relevance)];
            float[] scores = [.. items.Select(i => i.Score)];
            var reversed = items.Reverse().ToArray();
            bool[] relevant = [.. relevance.Select(r => r > 0)];
            var (gain, precision) = (Ndcg.At(5, relevance, scores), AveragePrecisionAtK.Of(5, relevant, scores));

            gain.ShouldBeInRange(0, 1 + 1e-12);
            precision.ShouldBeInRange(0, 1);
            Ndcg.At(5, [.. reversed.Select(i => i.Relevance)], [.. reversed.Select(i => i.Score)])
                .ShouldBe(gain, 1e-12);
            AveragePrecisionAtK
                .Of(5, [.. reversed.Select(i => i.Relevance > 0)], [.. reversed.Select(i => i.Score)])
                .ShouldBe(precision);
            var best = relevant.Any(r => r) ? 1 : 0;
            Ndcg.At(5, relevance, relevance).ShouldBe(best, 1e-12);
            AveragePrecisionAtK.Of(5, relevant, relevance).ShouldBe(best);
        });

    [Fact]
    public void Nothing_and_what_is_not_a_number_cannot_be_ranked()
    {
        Ndcg.At(5, [], []).ShouldBe(double.NaN);
        Ndcg.At(5, [1, 0], [float.NaN, 1]).ShouldBe(double.NaN);
        AveragePrecisionAtK.Of(5, [], []).ShouldBe(double.NaN);
        AveragePrecisionAtK.Of(5, [true], [float.NaN]).ShouldBe(double.NaN);
    }

    [Fact]
    public void Rows_that_stand_together_are_one_query_and_each_query_counts_alike()
    {
        var sums = new QuerySums();
        var run = new QueryRun(values => sums.Add(values));

        // The first query is in the best order; of the second the relevant row comes last of three.
        foreach (
            var (query, relevance, score) in ((int, double, float)[])
                [(0, 1, 9), (0, 0, 8), (1, 0, 3), (1, 0, 2), (1, 1, 1)]
        )
        {
            run.Add(query, relevance, score);
        }

        run.End();

        var metrics = sums.ToMetrics();
        sums.Queries.ShouldBe(2);
        metrics["ndcg"].ShouldBe((1 + (1 / Math.Log2(4))) / 2, 1e-12);
        metrics["map"].ShouldBe((1 + (1.0 / 3)) / 2, 1e-12);
    }

    [Fact]
    public void A_query_in_which_nothing_is_relevant_counts_as_0()
    {
        var sums = new QuerySums();
        sums.Add(QueryMetrics.Of([0, 0], [1, 2]));
        sums.Add(QueryMetrics.Of([1, 0], [2, 1]));

        sums.ToMetrics().Values.ShouldAllBe(value => value == 0.5);
    }

    [Fact]
    public void Only_the_first_ten_places_count_where_that_is_asked()
    {
        float[] relevance = [.. Enumerable.Repeat(0f, 10), 1];
        float[] scores = [.. Enumerable.Range(0, 11).Select(i => (float)-i)];

        var values = QueryMetrics.Of(relevance, scores);

        QueryMetrics.Names.ShouldBe(["ndcg", "ndcg_at_10", "map", "map_at_10"]);
        values.ShouldBe([1 / Math.Log2(12), 0, 1.0 / 11, 0], 1e-12);
    }
}
