using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gradus.Core.Artifacts;
using Gradus.Protocol;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Hosting;

/// <summary>The part of the native API that workers use. Every call throws <see cref="ServerException"/> if it fails.</summary>
internal sealed class WorkClient : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    // A download may take hours; it may not stand still for longer than this.
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);

    private const string LeaseHeader = "Gradus-Lease";

    private readonly HttpClient _http;

    /// <param name="server">The server's address.</param>
    /// <param name="token">What the worker shows to it; null or empty for nothing.</param>
    public WorkClient(Uri server, string? token)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = AnswerTimeout };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (!string.IsNullOrEmpty(token))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Asks for work, and waits for it up to <paramref name="waitSeconds"/>; null if there is none.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="waitSeconds">How long the server may hold its answer back.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="runners">The kind of runners whose work is asked for; null for a worker's.</param>
    public async Task<WorkDto?> LeaseAsync(string worker, int waitSeconds, CancellationToken ct, string? runners = null)
    {
        using var deadline = Deadline.In(AnswerTimeout + TimeSpan.FromSeconds(waitSeconds), ct);
        var body = JsonContent.Create(
            new LeaseRequestDto(worker, waitSeconds, runners),
            ProtocolJson.Default.LeaseRequestDto
        );
        using var answer = await SendAsync("work/lease", body, deadline, ct).ConfigureAwait(false);
        return answer.StatusCode switch
        {
            HttpStatusCode.NoContent => null,
            HttpStatusCode.OK => await ReadAsync(answer, ProtocolJson.Default.WorkDto, deadline, ct)
                .ConfigureAwait(false),
            _ => throw await RefusalAsync(answer, deadline, ct).ConfigureAwait(false),
        };
    }

    /// <summary>The work that is held under a lease; null if the lease is lost.</summary>
    public async Task<WorkDto?> FindAsync(string id, string lease, CancellationToken ct)
    {
        using var deadline = Deadline.In(AnswerTimeout, ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"work/{Uri.EscapeDataString(id)}");
        request.Headers.Add(LeaseHeader, lease);
        using var answer = await SendAsync(request, deadline, ct).ConfigureAwait(false);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => await ReadAsync(answer, ProtocolJson.Default.WorkDto, deadline, ct)
                .ConfigureAwait(false),
            HttpStatusCode.Conflict or HttpStatusCode.NotFound => null,
            _ => throw await RefusalAsync(answer, deadline, ct).ConfigureAwait(false),
        };
    }

    /// <summary>Says that the worker is still at it; false if the lease is lost.</summary>
    public Task<bool> HeartbeatAsync(string id, string lease, CancellationToken ct) =>
        PostAsync(
            $"work/{Uri.EscapeDataString(id)}/heartbeat",
            JsonContent.Create(new HeartbeatDto(lease), ProtocolJson.Default.HeartbeatDto),
            ct
        );

    /// <summary>Says how the work ended; false if the lease is lost, and the outcome with it.</summary>
    public Task<bool> ReportAsync(string id, OutcomeDto outcome, CancellationToken ct) =>
        PostAsync(
            $"work/{Uri.EscapeDataString(id)}/outcome",
            JsonContent.Create(outcome, ProtocolJson.Default.OutcomeDto),
            ct
        );

    /// <summary>Sends a file that work left; the server keeps it under its digest if the lease still holds.</summary>
    public async Task UploadAsync(WorkDto work, Digest digest, string path, CancellationToken ct)
    {
        using var deadline = Deadline.In(StallTimeout, ct);
        using var request = new HttpRequestMessage(
            HttpMethod.Put,
            $"work/{Uri.EscapeDataString(work.Id)}/outputs/{digest.Hex}"
        )
        {
            Content = new FileContent(path, () => deadline.CancelAfter(StallTimeout)),
        };
        request.Headers.Add(LeaseHeader, work.Lease);
        using var answer = await SendAsync(request, deadline, ct).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw await RefusalAsync(answer, deadline, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a stored blob into <paramref name="target"/>, at most <paramref name="maxBytes"/> and one more.</summary>
    public async Task DownloadAsync(Digest digest, Stream target, long maxBytes, CancellationToken ct)
    {
        using var deadline = Deadline.In(StallTimeout, ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"blobs/{digest.Hex}");
        using var answer = await SendAsync(request, deadline, ct).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await RefusalAsync(answer, deadline, ct).ConfigureAwait(false);
        }

        var buffer = new byte[1 << 17];
        var total = 0L;
        var source = await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        int read;
        while (total <= maxBytes && (read = await ReadAsync(source, buffer, deadline, ct).ConfigureAwait(false)) > 0)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
            total += read;
            deadline.CancelAfter(StallTimeout);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<bool> PostAsync(string path, HttpContent body, CancellationToken ct)
    {
        using var deadline = Deadline.In(AnswerTimeout, ct);
        using var answer = await SendAsync(path, body, deadline, ct).ConfigureAwait(false);
        return answer switch
        {
            { IsSuccessStatusCode: true } => true,
            // Gone or not: this worker no longer holds it.
            { StatusCode: HttpStatusCode.Conflict or HttpStatusCode.NotFound } => false,
            _ => throw await RefusalAsync(answer, deadline, ct).ConfigureAwait(false),
        };
    }

    private async Task<HttpResponseMessage> SendAsync(
        string path,
        HttpContent body,
        CancellationTokenSource deadline,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        return await SendAsync(request, deadline, ct).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationTokenSource deadline,
        CancellationToken ct
    ) => AnsweredAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token), ct);

    private Task<int> ReadAsync(Stream source, byte[] buffer, CancellationTokenSource deadline, CancellationToken ct) =>
        AnsweredAsync(() => source.ReadAsync(buffer, deadline.Token).AsTask(), ct);

    private Task<T> ReadAsync<T>(
        HttpResponseMessage answer,
        JsonTypeInfo<T> type,
        CancellationTokenSource deadline,
        CancellationToken ct
    ) =>
        AnsweredAsync(
            async () =>
                await answer.Content.ReadFromJsonAsync(type, deadline.Token).ConfigureAwait(false)
                ?? throw new JsonException("null"),
            ct
        );

    private async Task<ServerException> RefusalAsync(
        HttpResponseMessage answer,
        CancellationTokenSource deadline,
        CancellationToken ct
    )
    {
        var detail = answer.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json"
            ? (await ReadAsync(answer, ProtocolJson.Default.ProblemDto, deadline, ct).ConfigureAwait(false)).Detail
            : null;
        return new ServerException(
            $"The server answered {(int)answer.StatusCode}{(detail is null ? "" : $": {detail}")}",
            answer.StatusCode
        );
    }

    private async Task<T> AnsweredAsync<T>(Func<Task<T>> exchange, CancellationToken ct)
    {
        try
        {
            return await exchange().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ServerException($"The server at {_http.BaseAddress?.Authority} does not answer.", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new ServerException(
                $"The server at {_http.BaseAddress?.Authority} cannot be reached: {e.Message}",
                null,
                e
            );
        }
        catch (JsonException e)
        {
            throw new ServerException(
                $"The server at {_http.BaseAddress?.Authority} does not speak Gradus's API.",
                null,
                e
            );
        }
    }

    private static class Deadline
    {
        public static CancellationTokenSource In(TimeSpan time, CancellationToken ct)
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
            source.CancelAfter(time);
            return source;
        }
    }
}
