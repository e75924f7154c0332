using System.Globalization;
using Gradus.Load.Ceilings;
using Gradus.Load.Data;
using Gradus.Load.Reports;
using Gradus.Load.Servers;
using Gradus.Load.Wire;

namespace Gradus.Load.Sections;

/// <summary>Durable writes through the server, against one connection that commits the same changes alone.</summary>
internal sealed class WriteSection(LoadOptions options)
{
    public const string Name = "writes";

    private const int MaxClients = 64;
    private const double Bound = 5;
    private const string SharedModel = "shared";

    private static readonly string[] Stages = ["Staging", "Production"];

    private readonly List<Row> _rows = [];

    public Table Table =>
        new(
            "Writes",
            "Durable writes over loopback, each client waiting for its answer; every transition changes the stage. The ceiling is "
                + "a hand-written program without a server: one connection that commits the least statements for the same change, "
                + "alone. Ratio: server/ceiling within a round, median (lowest–highest). Latencies of all rounds, in ms.",
            ["write", "database", "clients", "models", "writes/s", "alone/s", "ratio", "p50", "p95", "p99"],
            [.. _rows.Select(row => row.Cells)]
        );

    public IEnumerable<Aim> Aims =>
        _rows
            .Where(row => row is { Write: "transition", Clients: MaxClients, Models: "own" })
            .Select(row => new Aim(
                $"durable transitions of 64 clients on {row.Database} ≥ {Bound} × one connection committing alone",
                $"{Numbers.Times(row.Ratio)} ×",
                row.Ratio.Median >= Bound
            ));

    public void Measure(Bed bed, BareWriter bare)
    {
        Prepare(bed);
        Measure(
            bed,
            "transition",
            bare.TransitionsFor,
            Transitions(OwnModel, _ => 1),
            Transitions(_ => SharedModel, client => client + 1)
        );
        Measure(
            bed,
            "new version",
            bare.CreationsFor,
            client => Always(NewVersion(OwnModel(client))),
            _ => Always(NewVersion(SharedModel))
        );
    }

    private void Measure(
        Bed bed,
        string write,
        Func<TimeSpan, double> alone,
        Func<int, Func<byte[]>> own,
        Func<int, Func<byte[]>> shared
    )
    {
        var subjects = new[] { 1, 8, MaxClients }
            .Select(clients => new Subject(clients, "own", Drive.Clients(clients, own)))
            .Concat(
                new[] { 8, MaxClients }.Select(clients => new Subject(clients, "one", Drive.Clients(clients, shared)))
            )
            .ToList();
        subjects.ForEach(subject => Driver.Run(bed.Server.Port, subject.Drive, options.WarmUp));
        alone(options.WarmUp);
        foreach (var _ in options.Turns())
        {
            var ceiling = alone(options.Stretch);
            subjects.ForEach(subject =>
                subject.Rounds.Add((Driver.Run(bed.Server.Port, subject.Drive, options.Stretch), ceiling))
            );
        }

        _rows.AddRange(subjects.Select(subject => Row.Of(write, bed, subject)));
    }

    // Every client's own model, with two versions to move.
    private static void Prepare(Bed bed)
    {
        using var connection = new Connection(bed.Server.Port);
        foreach (var client in Enumerable.Range(0, MaxClients))
        {
            connection.Ask(Requests.CreateModel(OwnModel(client)));
            connection.Ask(NewVersion(OwnModel(client)));
        }

        connection.Ask(Requests.CreateModel(SharedModel));
        for (var version = 1; version <= MaxClients; version++)
        {
            connection.Ask(NewVersion(SharedModel));
        }
    }

    private static string OwnModel(int client) => string.Create(CultureInfo.InvariantCulture, $"writer-{client:D2}");

    private static byte[] NewVersion(string model) =>
        Requests.CreateVersion(model, "s3://models/new/model.onnx", "", ("batch", "b-1"));

    private static Func<int, Func<byte[]>> Transitions(Func<int, string> model, Func<int, int> version)
    {
        var clients = Enumerable
            .Range(0, MaxClients)
            .Select(client => ToAndFro(model(client), version(client)))
            .ToArray();
        return client => clients[client];
    }

    private static Func<byte[]> ToAndFro(string model, int version)
    {
        var moves = Stages.Select(stage => Requests.Move(model, version, stage)).ToArray();
        var turn = 0;
        return () => moves[turn++ % moves.Length];
    }

    private static Func<byte[]> Always(byte[] request) => () => request;

    private sealed record Subject(int Clients, string Models, Drive Drive)
    {
        public List<(Tally Tally, double Ceiling)> Rounds { get; } = [];
    }

    private sealed record Row(
        string Write,
        string Database,
        int Clients,
        string Models,
        Spread Rate,
        Spread Ceiling,
        Spread Ratio,
        List<double> Latencies
    )
    {
        public IReadOnlyList<string> Cells =>
            [
                Write,
                Database,
                Clients.ToString(CultureInfo.InvariantCulture),
                Models,
                Numbers.Whole(Rate.Median),
                Numbers.Whole(Ceiling.Median),
                Numbers.Times(Ratio),
                Numbers.Fixed(Spread.Quantile(Latencies, 0.5), 1),
                Numbers.Fixed(Spread.Quantile(Latencies, 0.95), 1),
                Numbers.Fixed(Spread.Quantile(Latencies, 0.99), 1),
            ];

        public static Row Of(string write, Bed bed, Subject subject) =>
            new(
                write,
                bed.Database,
                subject.Clients,
                subject.Models,
                Spread.Of(subject.Rounds.Select(round => round.Tally.Rate)),
                Spread.Of(subject.Rounds.Select(round => round.Ceiling)),
                Spread.Of(subject.Rounds.Select(round => round.Tally.Rate / round.Ceiling)),
                [.. subject.Rounds.SelectMany(round => round.Tally.Milliseconds).Order()]
            );
    }
}
