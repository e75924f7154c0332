using System.Diagnostics;
using System.Globalization;
using Gradus.Load.Ceilings;
using Gradus.Load.Data;
using Gradus.Load.Reports;
using Gradus.Load.Sections;
using Gradus.Load.Servers;

namespace Gradus.Load;

/// <summary>One run: builds, seeds, measures section after section on each database, and reports.</summary>
internal sealed class LoadRun(LoadOptions options)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-load-").FullName;
    private readonly ReadSection _reads = new(options);
    private readonly SearchSection _searches = new(options);
    private readonly WriteSection _writes = new(options);
    private readonly PromotionSection _promotions = new(options);
    private readonly ArtifactSection _artifacts = new(options);
    private readonly CliSection _cli = new(options);

    private bool NeedsLarge =>
        options.Runs(ReadSection.Name) || options.Runs(SearchSection.Name) || options.Runs(PromotionSection.Name);

    public async Task<Report> RunAsync()
    {
        try
        {
            var machine = Machine.Describe(_folder);
            var program = ServerBuild.Make(options.Root);
            Say("Seeding");
            var small = Seed.Make(program, new Shape(100, 20), Path.Join(_folder, "small"));
            var large = NeedsLarge
                ? Seed.Make(program, new Shape(options.Quick ? 1_000 : 10_000, 10), Path.Join(_folder, "large"))
                : small;
            var on = await MeasureAsync(program, small, large);
            return new Report(machine, Describe(on), [.. Tables], [.. Aims]);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private IEnumerable<Table> Tables =>
        new[]
        {
            _reads.Table,
            _searches.Table,
            _writes.Table,
            _promotions.Table,
            _promotions.Plans,
            _artifacts.Table,
            _cli.Table,
        }.Where(table => table.Rows.Count > 0);

    private IEnumerable<Aim> Aims =>
        [.. _reads.Aims, .. _writes.Aims, .. _promotions.Aims, .. _searches.Aims, .. _artifacts.Aims, .. _cli.Aims];

    // PostgreSQL first: it takes its rows from the SQLite files before the servers write to them.
    private async Task<string> MeasureAsync(string program, Seed small, Seed large)
    {
        var databases = new List<string>();
        if (options.RunsOn(Postgres))
        {
            using var postgres = PostgresServer.Open();
            databases.Add($"PostgreSQL {postgres.Version}");
            await MeasureOnPostgresAsync(program, postgres, small, large);
        }

        if (options.RunsOn(Sqlite))
        {
            databases.Add("SQLite");
            await MeasureOnSqliteAsync(program, small, large);
        }

        return string.Join(" and ", databases);
    }

    private async Task MeasureOnPostgresAsync(string program, PostgresServer postgres, Seed small, Seed large)
    {
        var start = new ServerStart(program, "", null, []);
        using var smallBed = await StartAsync(small, "pg-small");
        using var largeBed = NeedsLarge ? await StartAsync(large, "pg-large") : null;
        using var bare = new BareWriter(await BareConnections.OpenPostgresAsync(postgres.CreateDatabase("bare")));
        Measure(smallBed, small, largeBed ?? smallBed, large, bare);

        async Task<Bed> StartAsync(Seed seed, string name)
        {
            var address = postgres.CreateDatabase(name.Replace('-', '_'));
            await PostgresCopy.FillAsync(seed.SqliteFile, address);
            return Bed.Start("PostgreSQL", seed, Path.Join(_folder, name), start with { Database = address });
        }
    }

    private async Task MeasureOnSqliteAsync(string program, Seed small, Seed large)
    {
        var start = new ServerStart(program, "", null, []);
        using var smallBed = Bed.Start("SQLite", small, small.Folder, start);
        using var largeBed = NeedsLarge ? Bed.Start("SQLite", large, large.Folder, start) : null;
        using var bare = new BareWriter(await BareConnections.OpenSqliteAsync(Path.Join(_folder, "bare.db")));
        Measure(smallBed, small, largeBed ?? smallBed, large, bare);
        if (options.Runs(ArtifactSection.Name))
        {
            Say("Artifacts");
            _artifacts.Measure(smallBed);
        }

        if (options.Runs(CliSection.Name))
        {
            Say("Command line");
            _cli.Measure(smallBed, Cli.Make(options));
        }
    }

    private void Measure(Bed small, Seed smallSeed, Bed large, Seed largeSeed, BareWriter bare)
    {
        if (options.Runs(ReadSection.Name))
        {
            Say($"Reads on {small.Database}");
            _reads.Measure(small, smallSeed);
            _reads.Measure(large, largeSeed);
        }

        if (options.Runs(SearchSection.Name))
        {
            Say($"Searches on {small.Database}");
            _searches.Measure(small, large);
        }

        if (options.Runs(WriteSection.Name))
        {
            Say($"Writes on {small.Database}");
            _writes.Measure(small, bare);
        }

        if (options.Runs(PromotionSection.Name))
        {
            Say($"Promotions on {small.Database}");
            _promotions.Measure(small, large);
        }
    }

    private string Describe(string databases) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(options.Quick ? "A quick run" : "A full run")} on {databases}, {Stopwatch.GetElapsedTime(options.Started).TotalSeconds:N0} s; {options.Rounds} rounds of {options.Stretch.TotalSeconds} s a stretch of load{(options.IsLate ? ", fewer at the end, since the time was over" : "")}."
        );

    private static void Say(string what) => Console.Error.WriteLine(what + " …");
}
