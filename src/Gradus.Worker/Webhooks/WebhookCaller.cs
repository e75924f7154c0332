using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Gradus.Core.Gates;
using Gradus.Isolation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Verdicts;

namespace Gradus.Worker.Webhooks;

/// <summary>
/// Asks a webhook for its verdict. No redirect is followed, no proxy and no cookie is used, and nothing of an answer that is
/// no verdict is shown: a webhook must not be a way to read other pages of the worker's network.
/// </summary>
/// <param name="hosts">The only hosts that may be asked; null for any.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class WebhookCaller(IReadOnlyList<string>? hosts, TimeProvider clock) : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxCodeLength = 200;

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = GuardedConnection.ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("gradus-worker", null) } },
    };

    /// <summary>Asks. Whatever goes wrong on the way is the verdict Error.</summary>
    public async Task<Ending> AskAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Webhook: { } webhook, Subject: { } subject })
        {
            return new Ending.Failed("The server named no webhook, or no version to ask about.");
        }

        if (!ArtifactFiles.Describe(work.Artifact, "model").Try(out _, out var error))
        {
            return new Ending.Failed(error.Message);
        }

        if (FindProblem(webhook.Url, out var url) is { } problem)
        {
            return new Ending.Failed(problem);
        }

        var started = clock.GetUtcNow();
        var question = WebhookQuestion.From(webhook, subject, work.Artifact.Digest);
        var judgement = await AskAsync(url, question, work.Limits.TimeoutSeconds, ct).ConfigureAwait(false);
        var code = Harmless.Line($"POST {url.GetLeftPart(UriPartial.Path)}", MaxCodeLength - 1);
        return new Ending.Judged(judgement, work.Artifact.Digest, code, null, started, clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private string? FindProblem(string text, out Uri url)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var read) && read.Scheme is "http" or "https";
        url = read ?? new Uri("about:blank");
        return !isUrl ? $"The webhook's address '{text}' is not one of http or https."
            : url.UserInfo.Length > 0
                ? "The webhook's address holds credentials, which everyone who reads the policy sees."
            : hosts is not null && !hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase)
                ? $"The webhook's host {url.Host} is not among those that this worker may ask (--allow-webhooks {string.Join(',', hosts)})."
            : null;
    }

    private async Task<Judgement> AskAsync(Uri url, WebhookQuestion question, int timeoutSeconds, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(timeoutSeconds), clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return await ExchangeAsync(url, question, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Broken($"{url.Authority} did not answer within {timeoutSeconds} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return Broken($"{url.Authority} cannot be asked: {Harmless.Line((e.InnerException ?? e).Message, 300)}");
        }
    }

    private async Task<Judgement> ExchangeAsync(Uri url, WebhookQuestion question, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            // With its length: many a small server knows no body in chunks.
            Content = new ByteArrayContent(
                JsonSerializer.SerializeToUtf8Bytes(question, WebhookJson.Default.WebhookQuestion)
            )
            {
                Headers = { ContentType = Json },
            },
            Headers = { Accept = { Json } },
        };
        using var answer = await _http
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct)
            .ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return Broken($"{url.Authority} answered {Say(answer.StatusCode)}");
        }

        var body = await ReadAsync(answer.Content, ct).ConfigureAwait(false);
        return body is null ? Broken($"The answer of {url.Authority} is longer than {MaxAnswerBytes / 1024} KB.")
            : JsonVerdict.Read(body).Try(out var judgement, out var error) ? judgement
            : Broken($"The answer of {url.Authority} {error.Message}.");
    }

    // Null if there is more of it than may be.
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken ct)
    {
        var source = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        var buffer = new byte[MaxAnswerBytes + 1];
        var read = await source
            .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct)
            .ConfigureAwait(false);
        return read > MaxAnswerBytes ? null : buffer[..read];
    }

    private static string Say(HttpStatusCode status) =>
        (int)status switch
        {
            >= 200 and < 300 and var other => Text(other, "; a verdict comes with 200."),
            >= 300 and < 400 and var other => Text(other, ": redirects are not followed."),
            var other => Text(other, "."),
        };

    private static string Text(int status, string rest) =>
        string.Create(CultureInfo.InvariantCulture, $"{status}{rest}");

    private static Judgement Broken(string reason) => Judgement.Of(Verdict.Error, reason);
}
