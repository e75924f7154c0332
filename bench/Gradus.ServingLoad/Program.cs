using System.Globalization;
using Gradus.Serving.Pools;
using Gradus.ServingLoad;
using Microsoft.Extensions.Logging.Abstractions;

// Run from the repository's root. Load and gateway share this process, the model processes are real; the ceiling is the same
// model in as many sessions of this process, called in a loop at the batch size that is best for it.
const int Rounds = 3;
const int Processes = 2;
var second = TimeSpan.FromSeconds(1);
var sample = Sample.Read();
var folder = Directory.CreateTempSubdirectory("gradus-serving-load-");
try
{
    if (args is ["--swaps", var count])
    {
        await SwapAsync(int.Parse(count, CultureInfo.InvariantCulture));
        return;
    }

    Say(
        $"| model | ceiling, examples/s (batch) | pool ÷ ceiling | HTTP, 256 rows ÷ ceiling | HTTP, 1 row/s | p99 at half load, ms | of the sessions themselves, ms |"
    );
    Say($"|---|---|---|---|---|---|---|");
    foreach (var model in new[] { "v1-logistic", "v2-mlp", "v3-forest" })
    {
        await MeasureAsync(Path.Join("samples", "digits", $"{model}.onnx"));
    }

    await MeasureAsync(WideNetwork.Write(Path.Join(folder.FullName, "wide-network.onnx")));
}
finally
{
    folder.Delete(recursive: true);
}

async Task MeasureAsync(string model)
{
    var options = new PoolOptions
    {
        Processes = Processes,
        MaxBatch = 1024,
        QueueLimit = 100_000,
    };
    var path = Path.GetFullPath(model);
    int[] sizes = [16, 64, 256, 1024];
    var batch = sizes.MaxBy(size => Ceiling.Throughput(path, sample, size, Processes, second));
    var (overPool, overHttp, single) = (new List<double>(), new List<double>(), new List<double>());
    var (ceilings, latencies, bare) = (new List<double>(), new List<double>(), new List<double>());
    var data = Path.Join(folder.FullName, Path.GetFileNameWithoutExtension(model));
    await using var pool = await ModelPool.StartAsync(path, options, NullLogger.Instance, CancellationToken.None);
    await using var gateway = await PreparedGateway.StartAsync(data, model, options);
    using var http = new HttpClient { BaseAddress = new Uri(gateway.Address) };
    var (many, one) = (sample.Request(256), sample.Request(1));
    for (var round = -1; round < Rounds; round++)
    {
        var ceiling = Ceiling.Throughput(path, sample, batch, Processes, second);
        var pooled = await Load.OfPoolAsync(pool, sample, batch, 2 * Processes, second);
        var large = await Load.OfGatewayAsync(http, many, 256, 2 * Processes, second);
        var small = await Load.OfGatewayAsync(http, one, 1, 16, second);
        var late = await Load.LatencyAsync(() => Load.AskAsync(http, one), small / 2, second, 0.99);
        using var sessions = new BareSessions(path, sample, Processes);
        var alone = await Load.LatencyAsync(sessions.AskAsync, small / 2, second, 0.99);
        // The first round warms up.
        if (round >= 0)
        {
            ceilings.Add(ceiling);
            overPool.Add(pooled / ceiling);
            overHttp.Add(large / ceiling);
            single.Add(small);
            latencies.Add(late);
            bare.Add(alone);
        }
    }

    Say(
        $"| {Path.GetFileNameWithoutExtension(model)} | {Median(ceilings):F0} ({batch}) | {Median(overPool):F2} | {Median(overHttp):F2} | {Median(single):F0} | {Median(latencies):F2} | {Median(bare):F2} |"
    );
}

async Task SwapAsync(int count)
{
    var swaps = await Swaps.RunAsync(count, sample, folder.FullName);
    var times = swaps.Milliseconds;
    Say($"{count} swaps under load: {swaps.Requests} requests, {swaps.Failed} failed");
    Say(
        $"from the acknowledged move to the first answer of the other version, ms: median {Median(times):F0}, p99 {Percentile.Of(times, 0.99):F0}, longest {times.Max():F0}"
    );
}

static double Median(List<double> values) => Percentile.Of(values, 0.5);

static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
