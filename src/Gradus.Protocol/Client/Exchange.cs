using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gradus.Protocol.Client;

/// <summary>One request and its answer. What goes wrong becomes one of the client's two exceptions.</summary>
internal sealed class Exchange : IDisposable
{
    private const string Prefix = "/api/v1";
    private const string KeyHeader = "Idempotency-Key";

    // How often a request whose answer was lost is sent again.
    private const int Repeats = 2;

    // A server that asks for more is not waited for.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    // A path is sent as it was encoded: Uri would otherwise decode some of it and resolve dots.
    private static readonly UriCreationOptions AsEncoded = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    private readonly HttpClient _http;
    private readonly string _base;

    public Exchange(GradusClientOptions options)
    {
        Address = options.Address;
        _base = options.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _http = new HttpClient(options.Handler ?? Connections(options.Address), disposeHandler: options.Handler is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = options.Authorization;
        if (options.Actor is { Length: > 0 } actor && !actor.Any(char.IsControl))
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("Gradus-Actor", actor);
        }
    }

    public Uri Address { get; }

    // Without user and password, which may stand in an address.
    private string Shown =>
        Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, new Uri(_base + Prefix + path, AsEncoded)) { Content = content };
        // Under its key the server carries it out once, so that it can be sent again if the answer is lost.
        if (method != HttpMethod.Get && method != HttpMethod.Head && content is null or JsonContent)
        {
            request.Headers.Add(KeyHeader, Guid.NewGuid().ToString("N"));
        }

        return request;
    }

    public HttpRequestMessage RootRequest(string path) => new(HttpMethod.Get, new Uri(_base + path, AsEncoded));

    /// <summary>Sends and waits for the answer's head. A refusal is thrown.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Deadline deadline)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await SendUntilAnsweredAsync(request, deadline).ConfigureAwait(false);
        }
        catch (Exception e) when (Outage(e, deadline) is { } outage)
        {
            throw outage;
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusalAsync(answer, deadline).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendUntilAnsweredAsync(HttpRequestMessage request, Deadline deadline)
    {
        for (var left = request.Headers.Contains(KeyHeader) ? Repeats : 0; ; left--)
        {
            try
            {
                var answer = await _http
                    .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token)
                    .ConfigureAwait(false);
                if (left == 0 || answer.Headers.RetryAfter?.Delta is not { } delay || delay > LongestDelay)
                {
                    return answer;
                }

                answer.Dispose();
                await Task.Delay(delay, deadline.Token).ConfigureAwait(false);
            }
            catch (Exception e)
                when (left > 0 && e is HttpRequestException { InnerException: IOException } or SocketException)
            {
                // It may have been carried out or not; asking again tells. A connection that is cut in the very moment that it
                // stands fails with the socket's bare exception.
            }

            request = Again(request);
        }
    }

    private static HttpRequestMessage Again(HttpRequestMessage request)
    {
        var again = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var (name, values) in request.Headers)
        {
            again.Headers.TryAddWithoutValidation(name, values);
        }

        return again;
    }

    public async Task<string> ReadTextAsync(HttpResponseMessage answer, Deadline deadline)
    {
        try
        {
            return await answer.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (Outage(e, deadline) is { } outage)
        {
            throw outage;
        }
    }

    public async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, Deadline deadline)
    {
        var text = await ReadTextAsync(answer, deadline).ConfigureAwait(false);
        return TryParse(text, type) ?? throw NotGradus("answers, but not as a Gradus server of this version does");
    }

    /// <summary>Copies the body, whose end must have come: a cut connection is an outage, never a short file.</summary>
    public async Task CopyAsync(HttpResponseMessage answer, Stream target, IProgress<long>? progress, Deadline deadline)
    {
        var source = await answer.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        var buffer = new byte[Transfer.BufferSize];
        while (await ReadBlockAsync(source, buffer, deadline).ConfigureAwait(false) is > 0 and var count)
        {
            await target.WriteAsync(buffer.AsMemory(0, count), deadline.Token).ConfigureAwait(false);
            progress?.Report(count);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<int> ReadBlockAsync(Stream source, byte[] buffer, Deadline deadline)
    {
        try
        {
            return await source.ReadAsync(buffer, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (Outage(e, deadline) is { } outage)
        {
            throw outage;
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage answer, Deadline deadline)
    {
        var status = (int)answer.StatusCode;
        var text = await ReadTextAsync(answer, deadline).ConfigureAwait(false);
        if (answer.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            if (TryParse(text, ProtocolJson.Default.ProblemDto) is { } problem)
            {
                return new GradusException(problem, status);
            }
        }

        if (answer.RequestMessage?.Method == HttpMethod.Head)
        {
            return new GradusException(
                new ProblemDto(null, answer.ReasonPhrase, status, null, null, null, null),
                status
            );
        }

        return NotGradus($"answers {status} {answer.ReasonPhrase}, but not as a Gradus server does");
    }

    private static T? TryParse<T>(string text, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private GradusUnreachableException NotGradus(string what) => new(Address, $"{Shown} {what}");

    private GradusUnreachableException? Outage(Exception e, Deadline deadline) =>
        e switch
        {
            OperationCanceledException when deadline.HasPassed => new(
                Address,
                $"The Gradus server at {Shown} did not answer in time",
                e
            ),
            OperationCanceledException { InnerException: TimeoutException } => Nobody(" (it does not answer)", e),
            HttpRequestException
            {
                InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            } => Nobody("", e),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            } => Nobody($" ({Cause(e)})", e),
            HttpRequestException or IOException or SocketException => new(
                Address,
                $"The connection to {Shown} broke off: {Cause(e)}",
                e
            ),
            _ => null,
        };

    private GradusUnreachableException Nobody(string why, Exception e) =>
        new(Address, $"No Gradus server at {Shown}{why}", e) { NothingListens = true };

    private static string Cause(Exception e) =>
        e.InnerException is SocketException or IOException or System.Security.Authentication.AuthenticationException
            ? Cause(e.InnerException)
            : e.Message.TrimEnd('.');

    // A proxy of the environment is for other machines, never for this one.
    private static SocketsHttpHandler Connections(Uri address) =>
        new()
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            Expect100ContinueTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
}
