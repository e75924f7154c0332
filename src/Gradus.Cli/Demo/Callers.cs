using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gradus.Cli.Demo;

/// <summary>What a gateway said.</summary>
/// <param name="Version">Which version answered; 0 for none.</param>
/// <param name="Label">What it took the image for.</param>
internal sealed record Said(int Version, int Label);

/// <summary>How all requests were answered.</summary>
/// <param name="ByVersion">How many by which version.</param>
/// <param name="Failed">How many had no answer.</param>
internal sealed record Answers(IReadOnlyDictionary<int, int> ByVersion, int Failed);

/// <summary>Applications that ask a gateway about images of digits, one after the other, until they are stopped.</summary>
internal sealed class Callers : IDisposable
{
    private const int Count = 4;

    // So that four of them are a steady trickle, not a load test.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly List<(int Label, string Body)> _images;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, int> _byVersion = new();
    private int _failed;
    private int _next;

    /// <param name="gateway">Whom they ask.</param>
    /// <param name="file">The images: a CSV file with the pixels and the label.</param>
    public Callers(Uri gateway, string file)
    {
        _http = new HttpClient { BaseAddress = gateway };
        _images = [.. File.ReadLines(file).Skip(1).Select(Read)];
    }

    /// <summary>The path they ask at.</summary>
    public const string Path = "/invocations";

    /// <summary>Asks about one image, whose label comes with the answer.</summary>
    /// <exception cref="DemoException">There was no answer.</exception>
    public async Task<(int Label, Said Said)> AskAsync(int image, CancellationToken cancel)
    {
        var (label, body) = _images[image % _images.Count];
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(Path, UriKind.Relative), content, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        DemoException.Unless(answer.IsSuccessStatusCode, $"the gateway answers; it said {text}");
        using var read = JsonDocument.Parse(text);
        var said = read.RootElement.GetProperty("predictions").GetProperty("label")[0].GetInt32();
        var version = answer.Headers.GetValues("Gradus-Model-Version").Single();
        return (label, new Said(int.Parse(version, CultureInfo.InvariantCulture), said));
    }

    /// <summary>They call until they are stopped.</summary>
    public Task CallAsync() => Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Task.Run(CallOneByOneAsync)));

    /// <summary>Stops them, and tells how they were answered.</summary>
    public async Task<Answers> StopAsync(Task calling)
    {
        await _stop.CancelAsync();
        await calling;
        return new Answers(_byVersion, _failed);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task CallOneByOneAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var (_, said) = await AskAsync(Interlocked.Increment(ref _next), CancellationToken.None);
                _byVersion.AddOrUpdate(said.Version, 1, (_, count) => count + 1);
                await Task.Delay(Pause);
            }
            catch (Exception e)
                when (e is DemoException or HttpRequestException or JsonException or OperationCanceledException)
            {
                Interlocked.Increment(ref _failed);
                await Task.Delay(Pause);
            }
        }
    }

    // The pixels stand first; the label and its slice are the last two.
    private static (int Label, string Body) Read(string line)
    {
        var values = line.Split(',');
        return (
            int.Parse(values[^2], CultureInfo.InvariantCulture),
            $$"""{"inputs": [[{{string.Join(',', values[..^2])}}]]}"""
        );
    }
}
