using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Gradus.Crash.Tests.Histories;

/// <summary>Asks servers, and notes when each operation was begun, when it was answered, and by what.</summary>
/// <param name="name">What the ids of its calls begin with.</param>
/// <param name="patience">How long an answer may take until it is given up.</param>
internal sealed class Recorder(string name, TimeSpan patience) : IDisposable
{
    private const string ActorHeader = "Gradus-Actor";

    private static readonly NativeDialect Native = new();
    private static readonly MlflowDialect Mlflow = new();

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }
    )
    {
        Timeout = patience,
    };

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<(string Model, Call Call)> _calls = [];
    private int _count;

    /// <summary>Every call, with the model it was about.</summary>
    public IReadOnlyCollection<(string Model, Call Call)> Calls => _calls;

    /// <summary>Carries out one operation.</summary>
    /// <exception cref="InvalidOperationException">The server answered what it never should.</exception>
    public async Task<Call> DoAsync(string client, Place place, string model, Operation operation)
    {
        var id = $"{name}-{Interlocked.Increment(ref _count)}";
        using var request = DialectOf(operation).Ask(model, operation);
        request.RequestUri = new Uri(place.Address, request.RequestUri!);
        request.Headers.Add(ActorHeader, id);
        SendOnce(request);
        var invoked = Now();
        var (outcome, answer) = await SendAsync(request, operation);
        var call = new Call(id, client, place.Name, operation, invoked, Now(), outcome, answer);
        _calls.Enqueue((model, call));
        return call;
    }

    public void Dispose() => _http.Dispose();

    private async Task<(Outcome, string)> SendAsync(HttpRequestMessage request, Operation operation)
    {
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.StatusCode switch
            {
                HttpStatusCode.NoContent => (Outcome.Answered, Said.Done),
                HttpStatusCode.BadRequest or HttpStatusCode.NotFound => (Outcome.Answered, Said.Refused),
                HttpStatusCode.TooManyRequests => (Outcome.TurnedAway, ""),
                >= HttpStatusCode.InternalServerError => (Outcome.Unknown, ""),
                _ when answer.IsSuccessStatusCode => (
                    Outcome.Answered,
                    DialectOf(operation).Read(operation, await answer.Content.ReadFromJsonAsync<JsonElement>())
                ),
                _ => throw new InvalidOperationException(
                    $"{operation}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
                ),
            };
        }
        catch (HttpRequestException e)
            when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return (Outcome.TurnedAway, "");
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return (Outcome.Unknown, "");
        }
    }

    // The runtime sends what has no body again, in silence, if the connection breaks before the answer. (And anything, on a
    // connection that was used before: here each request has its own.)
    private static void SendOnce(HttpRequestMessage request)
    {
        if (request.Method != HttpMethod.Get)
        {
            request.Content ??= new ByteArrayContent([]);
        }
    }

    private static IDialect DialectOf(Operation operation) => operation.Dialect == Dialect.Mlflow ? Mlflow : Native;

    private long Now() => (long)_clock.Elapsed.TotalMicroseconds;
}
