using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gradus.Load.Data;
using Gradus.Load.Reports;
using Gradus.Load.Servers;
using Gradus.Load.Wire;

namespace Gradus.Load.Sections;

/// <summary>
/// Promotions whose gates are instant: each is asked for, judged, applied and answered in one request. Against a bare
/// transition of the same model in the same round.
/// </summary>
internal sealed class PromotionSection(LoadOptions options)
{
    public const string Name = "promotions";

    private const int MaxClients = 100;
    private const int Thresholds = 10;
    private const double Bound = 3;

    private static readonly string[] Stages = ["Staging", "Production"];

    private readonly List<Row> _rows = [];
    private readonly List<IReadOnlyList<string>> _plans = [];

    public Table Table =>
        new(
            "Promotions",
            "Each promotion goes from the request to the applied move before its asker has the answer; every one changes the stage. "
                + "Ratio: its median latency over that of a bare transition with as many clients, within a round, median "
                + "(lowest–highest).",
            ["gates", "database", "in flight", "promotions/min", "p50 ms", "p95 ms", "bare p50 ms", "ratio"],
            [.. _rows.Select(row => row.Cells)]
        );

    public Table Plans =>
        new(
            "Policy over a registry",
            "What a policy with ten thresholds would say of every present holder of Staging: `gradus policy plan`.",
            ["database", "versions in the registry", "holders judged", "s", "holders/s"],
            _plans
        );

    public IEnumerable<Aim> Aims =>
        _rows
            .Where(row => row is { Clients: 1, Gates: "none" })
            .Select(row => new Aim(
                $"a promotion without gates takes ≤ {Bound} × a bare transition ({row.Database})",
                $"{Numbers.Times(row.Ratio)} ×",
                row.Ratio.Median <= Bound
            ));

    public void Measure(Bed bed, Bed large)
    {
        Prepare(bed);
        foreach (var (gates, policy, prefix) in Policies())
        {
            ApplyPolicy(bed, policy);
            foreach (var clients in (int[])[1, 10, MaxClients])
            {
                _rows.Add(Measure(bed, gates, prefix, clients));
            }
        }

        ApplyPolicy(bed, "version: 1");
        MeasurePlan(large);
    }

    // The bare models are of no rule, so that their transitions stay bare under either policy.
    private static IEnumerable<(string Gates, string Policy, string Prefix)> Policies() =>
        [
            ("none", "version: 1\nmode: enforce\n", "promoted"),
            ($"{Thresholds} thresholds", ThresholdsOn("promoted-*"), "promoted"),
        ];

    private static string ThresholdsOn(string models)
    {
        var gates = string.Join(
            '\n',
            Enumerable
                .Range(1, Thresholds)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"          - threshold: {{ metric: m{i}, at_least: 0.5, source: logged }}"
                    )
                )
        );
        var stages = string.Join('\n', Stages.Select(stage => $"      - name: {stage}\n        gates:\n{gates}"));
        return $"version: 1\nmodels:\n  - match: \"{models}\"\n    stages:\n{stages}\n";
    }

    private Row Measure(Bed bed, string gates, string prefix, int clients)
    {
        var promotions = Drive.Clients(clients, client => ToAndFro(client, prefix, Promote));
        var bare = Drive.Clients(clients, client => ToAndFro(client, "bare", Requests.Move));
        Driver.Run(bed.Server.Port, promotions, options.WarmUp);
        Driver.Run(bed.Server.Port, bare, options.WarmUp);
        var rounds = new List<(Tally Promotions, Tally Bare)>();
        foreach (var _ in options.Turns())
        {
            rounds.Add(
                (
                    Driver.Run(bed.Server.Port, promotions, options.Stretch),
                    Driver.Run(bed.Server.Port, bare, options.Stretch)
                )
            );
        }

        return Row.Of(gates, bed, clients, rounds);
    }

    private static void Prepare(Bed bed)
    {
        using var connection = new Connection(bed.Server.Port);
        var metrics = JsonSerializer.Serialize(
            new { metrics = Enumerable.Range(1, Thresholds).ToDictionary(i => $"m{i}", _ => 0.9) }
        );
        foreach (var client in Enumerable.Range(0, MaxClients))
        {
            foreach (var prefix in (string[])["promoted", "bare"])
            {
                var model = Model(prefix, client);
                connection.Ask(Requests.CreateModel(model));
                connection.Ask(Requests.CreateVersion(model, "s3://models/new/model.onnx", ""));
                connection.Ask(Request.Post($"/api/v1/models/{model}/versions/1/metrics", metrics));
            }
        }
    }

    private static void ApplyPolicy(Bed bed, string text)
    {
        using var connection = new Connection(bed.Server.Port);
        connection.Ask(Request.Post("/api/v1/policy", JsonSerializer.Serialize(new { text })));
    }

    private void MeasurePlan(Bed bed)
    {
        using var connection = new Connection(bed.Server.Port);
        var text = ThresholdsOn("*");
        var started = Stopwatch.GetTimestamp();
        var answer = connection.Ask(Request.Post("/api/v1/policy/plan", JsonSerializer.Serialize(new { text })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var plan = JsonDocument.Parse(answer);
        var holders = plan.RootElement.GetProperty("holders").GetArrayLength();
        _plans.Add([
            bed.Database,
            Numbers.Whole(bed.Shape.Versions),
            Numbers.Whole(holders),
            Numbers.Fixed(seconds, 1),
            Numbers.Whole(holders / seconds),
        ]);
    }

    private static Func<byte[]> ToAndFro(int client, string prefix, Func<string, int, string, byte[]> make)
    {
        var moves = Stages.Select(stage => make(Model(prefix, client), 1, stage)).ToArray();
        var turn = 0;
        return () => moves[turn++ % moves.Length];
    }

    private static byte[] Promote(string model, int version, string stage) =>
        Request.Post($"/api/v1/models/{model}/promotions", JsonSerializer.Serialize(new { version, stage }));

    private static string Model(string prefix, int client) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{client:D3}");

    private sealed record Row(
        string Gates,
        string Database,
        int Clients,
        double PerMinute,
        Spread Latency,
        Spread Slow,
        Spread Bare,
        Spread Ratio
    )
    {
        public IReadOnlyList<string> Cells =>
            [
                Gates,
                Database,
                Clients.ToString(CultureInfo.InvariantCulture),
                Numbers.Whole(PerMinute),
                Numbers.Fixed(Latency.Median, 1),
                Numbers.Fixed(Slow.Median, 1),
                Numbers.Fixed(Bare.Median, 1),
                Numbers.Times(Ratio),
            ];

        public static Row Of(string gates, Bed bed, int clients, List<(Tally Promotions, Tally Bare)> rounds) =>
            new(
                gates,
                bed.Database,
                clients,
                Spread.Of(rounds.Select(round => round.Promotions.Rate)).Median * 60,
                Spread.Of(rounds.Select(round => At(round.Promotions, 0.5))),
                Spread.Of(rounds.Select(round => At(round.Promotions, 0.95))),
                Spread.Of(rounds.Select(round => At(round.Bare, 0.5))),
                Spread.Of(rounds.Select(round => At(round.Promotions, 0.5) / At(round.Bare, 0.5)))
            );

        private static double At(Tally tally, double part) => Spread.Quantile([.. tally.Milliseconds.Order()], part);
    }
}
