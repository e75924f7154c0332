using System.Diagnostics;
using System.Globalization;
using Gradus.Load.Reports;
using Gradus.Load.Servers;

namespace Gradus.Load.Sections;

/// <summary>The native command line from start to end, against a program that does nothing.</summary>
internal sealed class CliSection(LoadOptions options)
{
    public const string Name = "cli";

    private const double Bound = 15;
    private const string Nothing = "/bin/true";

    private readonly int _runs = options.Quick ? 15 : 30;
    private readonly Dictionary<string, List<double>> _times = [];

    public Table Table =>
        new(
            "Command line",
            $"Whole processes, {_runs} of each in turns, started and read to their end by the same program. Own: less the median of "
                + $"{Nothing}.",
            ["command", "median ms", "lowest", "highest", "own ms"],
            [.. _times.Select(Cells)]
        );

    public IEnumerable<Aim> Aims =>
        _times
            .Where(command => command.Key != Nothing)
            .Select(command => new Aim(
                $"{command.Key} takes ≤ {Bound} ms of its own",
                $"{Numbers.Fixed(Own(command.Value), 1)} ms",
                Own(command.Value) <= Bound
            ));

    /// <param name="bed">The server it asks.</param>
    /// <param name="program">The executable.</param>
    public void Measure(Bed bed, string program)
    {
        var server = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{bed.Server.Port}");
        for (var run = -2; run < _runs; run++)
        {
            Time(run, Nothing, Nothing);
            Time(run, "gradus --version", program, "--version");
            Time(run, "gradus models show", program, "models", "show", bed.Shape.HotModel, "--server", server);
        }
    }

    private void Time(int run, string name, string executable, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (process.ExitCode != 0)
        {
            throw new LoadException($"{name} ended with exit code {process.ExitCode}: {output}");
        }

        if (run >= 0)
        {
            _times.TryAdd(name, []);
            _times[name].Add(elapsed.TotalMilliseconds);
        }
    }

    private double Own(List<double> times) => Spread.Of(times).Median - Spread.Of(_times[Nothing]).Median;

    private IReadOnlyList<string> Cells(KeyValuePair<string, List<double>> command)
    {
        var spread = Spread.Of(command.Value);
        return
        [
            command.Key,
            Numbers.Fixed(spread.Median, 1),
            Numbers.Fixed(spread.Min, 1),
            Numbers.Fixed(spread.Max, 1),
            Numbers.Fixed(Own(command.Value), 1),
        ];
    }
}
