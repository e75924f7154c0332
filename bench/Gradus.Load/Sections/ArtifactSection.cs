using System.Diagnostics;
using System.Security.Cryptography;
using Gradus.Load.Ceilings;
using Gradus.Load.Reports;
using Gradus.Load.Servers;
using Gradus.Load.Wire;

namespace Gradus.Load.Sections;

/// <summary>One large file up to the server and down again, against copying it on the same disk.</summary>
internal sealed class ArtifactSection(LoadOptions options)
{
    public const string Name = "artifacts";

    private const int Megabyte = 1 << 20;
    private const long MaxMemory = 200L * Megabyte;

    private readonly long _size = options.Quick ? 128L * Megabyte : 1024L * Megabyte;
    private readonly Dictionary<string, List<double>> _rates = [];
    private long _peak;

    public Table Table =>
        new(
            "Artifacts",
            $"One file of {_size / Megabyte} MB, new bytes each round: copied and fsynced, copied with SHA-256 and fsynced, put to the "
                + "server (which hashes and fsyncs) and got from it (which checks the hash), in turns. Ratio to the plain copy within "
                + $"a round. The server's memory peaked at {_peak / Megabyte} MB.",
            ["way", "MB/s", "ratio"],
            [
                .. _rates.Select(way =>
                    (IReadOnlyList<string>)[way.Key, Numbers.Whole(Spread.Of(way.Value).Median), Ratio(way.Value)]
                ),
            ]
        );

    public IEnumerable<Aim> Aims =>
        _peak == 0
            ? []
            :
            [
                new Aim(
                    $"the server stays under {MaxMemory / Megabyte} MB while a file of {_size / Megabyte} MB passes through",
                    $"{_peak / Megabyte} MB",
                    _peak < MaxMemory
                ),
            ];

    /// <param name="bed">The server; its data folder lies on the disk to measure.</param>
    public void Measure(Bed bed)
    {
        var file = Path.Join(bed.Data, "load.bin");
        var copy = Path.Join(bed.Data, "load.copy");
        bed.Server.ForgetPeak();
        foreach (var _ in options.Turns().Take(3))
        {
            var path = "/api/v1/blobs/" + MakeFile(file);
            Add("plain copy, fsync", FileCopy.Time(file, copy, hash: false));
            Add("copy with SHA-256, fsync", FileCopy.Time(file, copy, hash: true));
            Add("upload", Time(bed, connection => connection.SendFile(Request.PutHead(path, _size), file)));
            Add("download", Time(bed, connection => connection.Send(Request.Get(path))));
        }

        _peak = bed.Server.PeakMemory;
        File.Delete(file);
    }

    private void Add(string way, TimeSpan elapsed)
    {
        _rates.TryAdd(way, []);
        _rates[way].Add(_size / elapsed.TotalSeconds / Megabyte);
    }

    private string Ratio(List<double> rates) =>
        Numbers.Ratio(Spread.Of(rates.Zip(_rates.Values.First(), (rate, copy) => rate / copy)));

    private static TimeSpan Time(Bed bed, Action<Connection> send)
    {
        using var connection = new Connection(bed.Server.Port);
        var started = Stopwatch.GetTimestamp();
        send(connection);
        connection.Receive();
        return Stopwatch.GetElapsedTime(started);
    }

    // Writes random bytes, on disk before the clock starts; answers their SHA-256.
    private string MakeFile(string path)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = new byte[Megabyte];
        for (var written = 0L; written < _size; written += block.Length)
        {
            Random.Shared.NextBytes(block);
            sha.AppendData(block);
            file.Write(block);
        }

        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
