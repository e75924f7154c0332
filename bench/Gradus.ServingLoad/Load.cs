using System.Diagnostics;
using System.Net.Http.Headers;
using Gradus.Serving.Inputs;
using Gradus.Serving.Pools;

namespace Gradus.ServingLoad;

/// <summary>Requests to a pool or to a gateway.</summary>
internal static class Load
{
    /// <summary>Examples a second through a pool's queue and processes, without HTTP, from so many callers.</summary>
    public static Task<double> OfPoolAsync(ModelPool pool, Sample sample, int rows, int callers, TimeSpan time)
    {
        var inputs = new ModelInputs([sample.Tensor(rows)], rows);
        return MeasureAsync(
            rows,
            callers,
            time,
            async () => await pool.AskAsync(inputs, pool.Expect(), CancellationToken.None)
        );
    }

    /// <summary>Examples a second over HTTP, from so many callers.</summary>
    public static Task<double> OfGatewayAsync(HttpClient http, byte[] request, int rows, int callers, TimeSpan time) =>
        MeasureAsync(rows, callers, time, () => AskAsync(http, request));

    /// <summary>
    /// How long requests take at a rate, in milliseconds: the p-th part of all is below it. A request's time counts from when it
    /// was due, so that a gateway that falls behind shows it.
    /// </summary>
    public static async Task<double> LatencyAsync(Func<Task> ask, double rate, TimeSpan time, double part)
    {
        var count = (int)(rate * time.TotalSeconds);
        var times = new double[count];
        var began = Stopwatch.GetTimestamp();
        var asked = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds(i / rate);
            while (Stopwatch.GetElapsedTime(began) is var now && now < due)
            {
                if (due - now > TimeSpan.FromMilliseconds(2))
                {
                    await Task.Delay(1);
                }
                else
                {
                    await Task.Yield();
                }
            }

            asked.Add(TimeAsync(i, due));
        }

        await Task.WhenAll(asked);
        return Percentile.Of([.. times], part);

        async Task TimeAsync(int i, TimeSpan due)
        {
            await ask();
            times[i] = (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds;
        }
    }

    private static async Task<double> MeasureAsync(int rows, int callers, TimeSpan time, Func<Task> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;

        async Task<long> CallAsync()
        {
            var done = 0L;
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                await ask();
                done += rows;
            }

            return done;
        }
    }

    /// <summary>One request over HTTP.</summary>
    public static async Task AskAsync(HttpClient http, byte[] request)
    {
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PostAsync(new Uri("/v2/models/digits/infer", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }
}
