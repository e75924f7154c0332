using System.Diagnostics;
using System.Text.Json;
using Gradus.Load.Data;
using Gradus.Load.Reports;
using Gradus.Load.Servers;
using Gradus.Load.Wire;

namespace Gradus.Load.Sections;

/// <summary>The latency of filtered, ordered, paged searches over a small and a large registry, in turns.</summary>
internal sealed class SearchSection(LoadOptions options)
{
    public const string Name = "search";

    private const double Bound = 1.5;
    private const int WarmUps = 60;

    private readonly List<Row> _rows = [];
    private readonly int _requestsEachRound = options.Quick ? 10 : 30;

    public Table Table =>
        new(
            "Searches",
            "One client, one request at a time; every request asks for another model, run or tag where the search has one. Small "
                + "and large registry take turns. Growth: median latency of the large over the small.",
            ["search", "database", "small p50 ms", "p95", "large p50 ms", "p95", "growth"],
            [.. _rows.Select(row => row.Cells)]
        );

    public IEnumerable<Aim> Aims =>
        _rows
            .Where(row => row.Indexed)
            .GroupBy(row => row.Database)
            .Select(rows => new Aim(
                $"no search that an index can answer takes more than {Bound} times as long in the large registry ({rows.Key})",
                string.Join(
                    "; ",
                    rows.Where(row => row.Growth > Bound).Select(row => row.Grown).DefaultIfEmpty("none does")
                ),
                rows.All(row => row.Growth <= Bound)
            ));

    public void Measure(Bed small, Bed large)
    {
        foreach (var search in Search.All.Append(Deep(small, large)))
        {
            using var toSmall = new Connection(small.Server.Port);
            using var toLarge = new Connection(large.Server.Port);
            List<double> inSmall = [];
            List<double> inLarge = [];
            _ = Time(search, small, toSmall, 0, WarmUps);
            _ = Time(search, large, toLarge, 0, WarmUps);
            foreach (var round in options.Turns())
            {
                inSmall.AddRange(Time(search, small, toSmall, FirstOf(round), _requestsEachRound));
                inLarge.AddRange(Time(search, large, toLarge, FirstOf(round), _requestsEachRound));
            }

            _rows.Add(new Row(search.Name, search.Indexed, small.Database, [.. inSmall.Order()], [.. inLarge.Order()]));
        }
    }

    private static int FirstOf(int round) => (round + 1) * 1_000;

    private static List<double> Time(Search search, Bed bed, Connection connection, int first, int count)
    {
        var requests = Enumerable.Range(first, count).Select(n => search.Request(bed.Shape, n)).ToList();
        return requests.ConvertAll(request =>
        {
            var started = Stopwatch.GetTimestamp();
            connection.Send(request);
            connection.Receive();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        });
    }

    // The page that starts in the middle of everything. A token is good for any size of page, so one long page leads there.
    private static Search Deep(Bed small, Bed large)
    {
        const string Query = "order_by=last_updated_timestamp DESC";
        var pages = new[] { small, large }.ToDictionary(
            bed => bed.Shape,
            bed =>
            {
                using var connection = new Connection(bed.Server.Port);
                var half = connection.Ask(Requests.SearchVersions($"{Query}&max_results={bed.Shape.Versions / 2}"));
                var token = JsonDocument.Parse(half).RootElement.GetProperty("next_page_token").GetString();
                return Requests.SearchVersions($"{Query}&max_results=50&page_token={token}");
            }
        );
        return new Search("everything, newest first, the page of 50 in the middle", true, (shape, _) => pages[shape]);
    }

    private sealed record Row(string Search, bool Indexed, string Database, List<double> Small, List<double> Large)
    {
        public double Growth => Spread.Quantile(Large, 0.5) / Spread.Quantile(Small, 0.5);

        public string Grown => $"{Search}: {Numbers.Fixed(Growth, 1)} ×";

        public IReadOnlyList<string> Cells =>
            [
                Search + (Indexed ? "" : " (no index can)"),
                Database,
                Numbers.Fixed(Spread.Quantile(Small, 0.5), 2),
                Numbers.Fixed(Spread.Quantile(Small, 0.95), 2),
                Numbers.Fixed(Spread.Quantile(Large, 0.5), 2),
                Numbers.Fixed(Spread.Quantile(Large, 0.95), 2),
                Numbers.Fixed(Growth, 2),
            ];
    }
}
