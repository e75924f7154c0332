using System.Net;
using System.Runtime.CompilerServices;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Attestations;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Work;

namespace Gradus.Protocol.Client;

/// <summary>Promotions: asking for them, waiting for them, cancelling them.</summary>
public sealed class PromotionsClient
{
    // Below the 30 seconds after which many proxies cut a silent connection.
    private static readonly TimeSpan OneWait = TimeSpan.FromSeconds(20);

    private readonly GradusHttp _http;

    internal PromotionsClient(GradusHttp http) => _http = http;

    /// <summary>
    /// Asks for a promotion. It goes on by itself; this returns at once. Where one is open already on the same terms, that is
    /// the answer.
    /// </summary>
    public async Task<PromotionDto> RequestAsync(
        string model,
        PromotionRequestDto request,
        CancellationToken cancel = default
    ) => (await OpenAsync(model, request, cancel).ConfigureAwait(false)).Promotion;

    /// <summary>The same, telling whether it was opened by this or was open already.</summary>
    public async Task<(PromotionDto Promotion, bool IsNew)> OpenAsync(
        string model,
        PromotionRequestDto request,
        CancellationToken cancel = default
    )
    {
        var (promotion, status) = await _http
            .PostForStatusAsync(
                Route.Path($"/models/{model}/promotions"),
                request,
                ProtocolJson.Default.PromotionRequestDto,
                ProtocolJson.Default.PromotionDto,
                cancel
            )
            .ConfigureAwait(false);
        return (promotion, status == HttpStatusCode.Accepted);
    }

    /// <summary>What a promotion would do if it were asked for now. Nothing is written.</summary>
    public Task<PlanDto> PlanAsync(string model, PromotionRequestDto request, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/promotions/plan"),
            request,
            ProtocolJson.Default.PromotionRequestDto,
            ProtocolJson.Default.PlanDto,
            cancel
        );

    /// <summary>
    /// Has workers measure what is not known to pick the best; the plan as it stands then. A candidate that waits for a worker
    /// says so; ask for the plan again.
    /// </summary>
    public Task<PlanDto> MeasureAsync(string model, PromotionRequestDto request, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/promotions/measure"),
            request,
            ProtocolJson.Default.PromotionRequestDto,
            ProtocolJson.Default.PlanDto,
            cancel
        );

    /// <summary>Approves or rejects a promotion, takes back what was said, or comments.</summary>
    public Task<ApprovalStateDto> SayAsync(string id, SayDto say, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/promotions/{id}/approvals"),
            say,
            ProtocolJson.Default.SayDto,
            ProtocolJson.Default.ApprovalStateDto,
            cancel
        );

    /// <summary>What was said of a promotion, and how it counts.</summary>
    public Task<ApprovalStateDto> ApprovalsAsync(string id, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/promotions/{id}/approvals"), ProtocolJson.Default.ApprovalStateDto, cancel);

    /// <summary>One page of promotions, newest first.</summary>
    /// <param name="model">Only this model's.</param>
    /// <param name="version">Only those of this version of the model.</param>
    /// <param name="stage">Only those to this stage.</param>
    /// <param name="onlyOpen">Only those that have not ended.</param>
    /// <param name="maxResults">The most results of a page.</param>
    /// <param name="pageToken">Where to go on, from the page before.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<PromotionPageDto> ListAsync(
        string? model = null,
        int? version = null,
        string? stage = null,
        bool onlyOpen = false,
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(model is null ? "/promotions" : Route.Path($"/models/{model}/promotions"))
                .Query("version", version)
                .Query("stage", stage)
                .Query("open", onlyOpen ? "true" : null)
                .Query("max_results", maxResults)
                .Query("page_token", pageToken)
                .ToString(),
            ProtocolJson.Default.PromotionPageDto,
            cancel
        );

    /// <summary>A promotion as it stands now.</summary>
    public Task<PromotionDto> GetAsync(string id, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/promotions/{id}"), ProtocolJson.Default.PromotionDto, cancel);

    /// <summary>A promotion as soon as it has changed since <paramref name="revision"/>, or as it stands when the wait is over.</summary>
    public Task<PromotionDto> GetChangedAsync(
        string id,
        long revision,
        TimeSpan wait,
        CancellationToken cancel = default
    ) =>
        _http.PollAsync(
            new Route(Route.Path($"/promotions/{id}"))
                .Query("wait_seconds", (long)Math.Ceiling(wait.TotalSeconds))
                .Query("revision", revision)
                .ToString(),
            ProtocolJson.Default.PromotionDto,
            wait,
            cancel
        );

    /// <summary>A promotion as it stands, then after each change, and now and then in between; the last one has ended.</summary>
    public async IAsyncEnumerable<PromotionDto> WatchAsync(
        PromotionDto promotion,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(promotion);
        yield return promotion;
        while (promotion.Open)
        {
            promotion = await GetChangedAsync(promotion.Id, promotion.Revision, OneWait, cancel).ConfigureAwait(false);
            yield return promotion;
        }
    }

    /// <summary>How much work waits for a worker, and how much one has taken, of all promotions.</summary>
    public Task<WorkCountDto> GetWorkAsync(CancellationToken cancel = default) =>
        _http.GetAsync("/work", ProtocolJson.Default.WorkCountDto, cancel);

    /// <summary>Cancels a promotion that has not ended.</summary>
    public Task<PromotionDto> CancelAsync(string id, CancellationToken cancel = default) =>
        _http.PostAsync(Route.Path($"/promotions/{id}/cancel"), ProtocolJson.Default.PromotionDto, cancel);

    /// <summary>What a promotion let its version in on, signed by the registry.</summary>
    public Task<AttestationDto> AttestAsync(string id, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/promotions/{id}/attestation"), ProtocolJson.Default.AttestationDto, cancel);
}
