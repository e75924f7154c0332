using System.Collections.Concurrent;
using System.Net;
using Gradus.Protocol;

namespace Gradus.Crash.Tests;

/// <summary>
/// Notes the requests that a client sends under an Idempotency-Key: how many of each kind were answered, and which one the
/// server died of. That one can be sent again, and then all of them must have acted exactly once.
/// </summary>
internal sealed class KeyedRequests() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private const string KeyHeader = "Idempotency-Key";

    // Requests that make one record each, by the end of their path.
    private static readonly Dictionary<string, string> Actions = new()
    {
        ["models"] = "model.register",
        ["versions"] = "version.register",
        ["promotions"] = "promotion.request",
        ["checks"] = "check.report",
        ["waivers"] = "waiver.grant",
        ["holds"] = "hold.put",
        ["tokens"] = "token.create",
        ["policy"] = "policy.apply",
        ["rollback"] = "stage.rollback",
        ["lift"] = "hold.lift",
    };

    private readonly ConcurrentDictionary<string, int> _answered = new();
    private readonly Dictionary<string, Sent> _open = [];

    private sealed record Sent(HttpMethod Method, string Path, string Actor, string Key, byte[] Body);

    /// <summary>Sends what was cut off again, under its key, and sees that the ledger has each thing once.</summary>
    public async Task ShouldHaveActedOnceAsync(Uri server, string actor, string when)
    {
        foreach (var sent in _open.Values)
        {
            await SendAgainAsync(server, sent, when);
        }

        using var api = new GradusClient(server);
        foreach (var (action, count) in _answered)
        {
            var found = await api.Ledger.ListAsync(actor: actor, action: action, maxResults: 100);
            found.Records.Count.ShouldBe(count, $"{action} by {actor} {when}");
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!request.Headers.TryGetValues(KeyHeader, out var keys))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var sent = new Sent(
            request.Method,
            request.RequestUri!.PathAndQuery,
            request.Headers.GetValues("Gradus-Actor").Single(),
            keys.Single(),
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken)
        );
        _open[sent.Key] = sent;
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode < HttpStatusCode.InternalServerError)
        {
            _open.Remove(sent.Key);
            Count(sent, answer.IsSuccessStatusCode);
        }

        return answer;
    }

    // Carried out now, or before: then it may be that its answer is not known any more.
    private async Task SendAgainAsync(Uri server, Sent sent, string when)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(sent.Method, new Uri(server, sent.Path));
        request.Headers.Add(KeyHeader, sent.Key);
        request.Headers.Add("Gradus-Actor", sent.Actor);
        if (sent.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(sent.Body);
            request.Content.Headers.Add("Content-Type", "application/json");
        }

        using var answer = await http.SendAsync(request);
        var isDone = answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict;
        isDone.ShouldBeTrue(
            $"{sent.Method} {sent.Path}, sent again {when}: {await answer.Content.ReadAsStringAsync()}"
        );
        Count(sent, isDone);
    }

    private void Count(Sent sent, bool isDone)
    {
        if (isDone && sent.Method == HttpMethod.Post && Actions.TryGetValue(sent.Path.Split('/')[^1], out var action))
        {
            _answered.AddOrUpdate(action, 1, (_, count) => count + 1);
        }
    }
}
