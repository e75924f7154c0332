using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gradus.Protocol.Client;

/// <summary>The verbs of the native API, typed: what is sent, what comes back.</summary>
internal sealed class GradusHttp(GradusClientOptions options) : IDisposable
{
    // From this size on the server is asked whether it wants the bytes before they are sent.
    private const int AskFirst = 1024 * 1024;

    private readonly Exchange _exchange = new(options);
    private readonly TimeSpan _timeout = options.Timeout ?? TimeSpan.FromSeconds(100);

    public Uri Address => _exchange.Address;

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        PollAsync(path, type, TimeSpan.Zero, cancel);

    /// <summary>A GET that the server may hold back for a while.</summary>
    public async Task<T> PollAsync<T>(string path, JsonTypeInfo<T> type, TimeSpan wait, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout + wait, cancel);
        using var request = _exchange.Request(HttpMethod.Get, path);
        return await ReceiveAsync(request, type, deadline).ConfigureAwait(false);
    }

    /// <summary>Sends a body and reads the answer.</summary>
    public async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel
    )
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(method, path, JsonContent.Create(body, bodyType));
        return await ReceiveAsync(request, answerType, deadline).ConfigureAwait(false);
    }

    /// <summary>A POST whose status tells something too.</summary>
    public async Task<(TAnswer Answer, HttpStatusCode Status)> PostForStatusAsync<TBody, TAnswer>(
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel
    )
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(HttpMethod.Post, path, JsonContent.Create(body, bodyType));
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
        var read = await _exchange.ReadAsync(answer, answerType, deadline).ConfigureAwait(false);
        return (read, answer.StatusCode);
    }

    /// <summary>A POST without a body.</summary>
    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(HttpMethod.Post, path);
        return await ReceiveAsync(request, type, deadline).ConfigureAwait(false);
    }

    /// <summary>A PUT that is answered by nothing.</summary>
    public async Task PutAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(HttpMethod.Put, path, JsonContent.Create(body, type));
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
    }

    /// <summary>A PUT without a body that is answered by nothing.</summary>
    public async Task PutAsync(string path, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(HttpMethod.Put, path);
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string path, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(HttpMethod.Delete, path);
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
    }

    /// <summary>A path outside the API's prefix that answers plain text.</summary>
    public async Task<string> GetTextAsync(string path, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.RootRequest(path);
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
        return await _exchange.ReadTextAsync(answer, deadline).ConfigureAwait(false);
    }

    /// <summary>Whether there is something under a path.</summary>
    public async Task<bool> ExistsAsync(string path, CancellationToken cancel)
    {
        using var deadline = new Deadline(_timeout, cancel);
        using var request = _exchange.Request(HttpMethod.Head, path);
        try
        {
            using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
            return true;
        }
        catch (GradusException refusal) when (refusal.Status == (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Sends bytes, however long it takes.</summary>
    public async Task<T> UploadAsync<T>(
        string path,
        UploadContent content,
        JsonTypeInfo<T> type,
        CancellationToken cancel
    )
    {
        using var deadline = new Deadline(null, cancel);
        using var request = _exchange.Request(HttpMethod.Put, path, content);
        request.Headers.ExpectContinue = content.Length >= AskFirst;
        try
        {
            return await ReceiveAsync(request, type, deadline).ConfigureAwait(false);
        }
        catch (GradusUnreachableException) when (content.SourceFailure is not null)
        {
            // The connection broke because the file could not be read on, which is the thing to say.
            throw content.SourceFailure;
        }
    }

    /// <summary>Copies an answer's bytes, however long it takes.</summary>
    public async Task DownloadAsync(string path, Stream target, IProgress<long>? progress, CancellationToken cancel)
    {
        using var deadline = new Deadline(null, cancel);
        using var request = _exchange.Request(HttpMethod.Get, path);
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
        await _exchange.CopyAsync(answer, target, progress, deadline).ConfigureAwait(false);
    }

    public void Dispose() => _exchange.Dispose();

    private async Task<T> ReceiveAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, Deadline deadline)
    {
        using var answer = await _exchange.SendAsync(request, deadline).ConfigureAwait(false);
        return await _exchange.ReadAsync(answer, type, deadline).ConfigureAwait(false);
    }
}
