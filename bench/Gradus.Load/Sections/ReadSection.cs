using Gradus.Load.Data;
using Gradus.Load.Reports;
using Gradus.Load.Servers;
using Gradus.Load.Wire;

namespace Gradus.Load.Sections;

/// <summary>Reads of one model, hot and spread over all, as a ratio to the same server answering a constant of that size.</summary>
internal sealed class ReadSection(LoadOptions options)
{
    public const string Name = "reads";

    private const double Bound = 0.8;

    private readonly List<Row> _rows = [];

    public Table Table =>
        new(
            "Reads",
            "Whole server over loopback, 32 connections driven by one thread. In every round each kind of read and the constant "
                + "of its size take turns; the ratio is read/constant within a round, median (lowest–highest). CPU is what the "
                + "server's own process used for a request, in µs.",
            [
                "read",
                "database",
                "models × versions",
                "access",
                "bytes",
                "reads/s",
                "constant/s",
                "ratio",
                "CPU µs",
                "constant's CPU µs",
            ],
            [.. _rows.Select(Cells)]
        );

    public IEnumerable<Aim> Aims =>
        _rows
            .Where(row => row is { Access: "hot", Database: "SQLite" })
            .Select(row => new Aim(
                $"hot {row.Read} on SQLite ({row.Shape}) ≥ {Numbers.Fixed(Bound, 1)} of a constant",
                Numbers.Ratio(row.Ratio),
                row.Ratio.Median >= Bound
            ));

    public void Measure(Bed bed, Seed seed)
    {
        var subjects = Read
            .All.SelectMany(read =>
                new[]
                {
                    new Subject(read.Name, "hot", bed.Shape.Hot(read.Request)),
                    new Subject(read.Name, "spread", bed.Shape.Spread(read.Request)),
                    new Subject(
                        read.Name,
                        "constant",
                        bed.Shape.Hot(_ => Requests.Constant(seed.AnswerBytes[read.Name]))
                    ),
                }
            )
            .ToList();
        subjects.ForEach(subject => Drive(bed, subject, options.WarmUp));
        foreach (var _ in options.Turns())
        {
            subjects.ForEach(subject => subject.Add(Drive(bed, subject, options.Stretch)));
        }

        foreach (var subject in subjects.Where(subject => subject.Access != "constant"))
        {
            var ceiling = subjects.First(other => other.Read == subject.Read && other.Access == "constant");
            _rows.Add(Row.Of(bed, subject, ceiling, seed.AnswerBytes[subject.Read]));
        }
    }

    private static (double Rate, double Cpu) Drive(Bed bed, Subject subject, TimeSpan duration)
    {
        var before = bed.Server.CpuSeconds;
        var tally = Driver.Run(bed.Server.Port, Wire.Drive.Flood(subject.Next), duration);
        return (tally.Rate, (bed.Server.CpuSeconds - before) * 1e6 / tally.Latencies.Count);
    }

    private static IReadOnlyList<string> Cells(Row row) =>
        [
            row.Read,
            row.Database,
            row.Shape,
            row.Access,
            Numbers.Whole(row.Bytes),
            Numbers.Whole(row.Rate.Median),
            Numbers.Whole(row.Ceiling.Median),
            Numbers.Ratio(row.Ratio),
            Numbers.Whole(row.Cpu.Median),
            Numbers.Whole(row.CeilingCpu.Median),
        ];

    private sealed record Subject(string Read, string Access, Func<int, Func<byte[]>> Next)
    {
        public List<double> Rates { get; } = [];

        public List<double> Cpus { get; } = [];

        public void Add((double Rate, double Cpu) round)
        {
            Rates.Add(round.Rate);
            Cpus.Add(round.Cpu);
        }
    }

    private sealed record Row(
        string Read,
        string Database,
        string Shape,
        string Access,
        long Bytes,
        Spread Rate,
        Spread Ceiling,
        Spread Ratio,
        Spread Cpu,
        Spread CeilingCpu
    )
    {
        public static Row Of(Bed bed, Subject subject, Subject ceiling, long bytes) =>
            new(
                subject.Read,
                bed.Database,
                bed.Shape.Label,
                subject.Access,
                bytes,
                Spread.Of(subject.Rates),
                Spread.Of(ceiling.Rates),
                Spread.Of(subject.Rates.Zip(ceiling.Rates, (rate, limit) => rate / limit)),
                Spread.Of(subject.Cpus),
                Spread.Of(ceiling.Cpus)
            );
    }
}
