using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Gradus.Protocol.Policies;

namespace Gradus.Protocol.Client;

/// <summary>The policy: what is in force, what was, and what another would change.</summary>
public sealed class PolicyClient
{
    private readonly GradusHttp _http;

    internal PolicyClient(GradusHttp http) => _http = http;

    /// <summary>The policy in force, with its text.</summary>
    public Task<PolicyDto> GetAsync(CancellationToken cancel = default) =>
        _http.GetAsync("/policy", ProtocolJson.Default.PolicyDto, cancel);

    /// <summary>A revision of the policy, with its text.</summary>
    public Task<PolicyDto> GetAsync(int revision, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/policy/revisions/{revision}"), ProtocolJson.Default.PolicyDto, cancel);

    /// <summary>One page of the policy's revisions, newest first.</summary>
    public Task<PolicyPageDto> ListAsync(
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route("/policy/revisions").Query("max_results", maxResults).Query("page_token", pageToken).ToString(),
            ProtocolJson.Default.PolicyPageDto,
            cancel
        );

    /// <summary>How two revisions differ.</summary>
    public Task<PolicyDiffDto> DiffAsync(int from, int to, CancellationToken cancel = default) =>
        _http.GetAsync(
            new Route("/policy/diff")
                .Query("from", from.ToString(CultureInfo.InvariantCulture))
                .Query("to", to.ToString(CultureInfo.InvariantCulture))
                .ToString(),
            ProtocolJson.Default.PolicyDiffDto,
            cancel
        );

    /// <summary>All that is wrong with a policy.</summary>
    public Task<PolicyCheckDto> CheckAsync(string text, CancellationToken cancel = default) =>
        SendAsync("/policy/check", new PolicyTextDto(text), ProtocolJson.Default.PolicyCheckDto, cancel);

    /// <summary>What applying a policy would change. Nothing is written.</summary>
    public Task<PolicyPlanDto> PlanAsync(string text, CancellationToken cancel = default) =>
        SendAsync("/policy/plan", new PolicyTextDto(text), ProtocolJson.Default.PolicyPlanDto, cancel);

    /// <summary>What a policy would have said of the promotions that were. Nothing is written.</summary>
    public Task<PolicyReplayDto> ReplayAsync(string text, CancellationToken cancel = default) =>
        SendAsync("/policy/replay", new PolicyTextDto(text), ProtocolJson.Default.PolicyReplayDto, cancel);

    /// <summary>Puts a policy in force.</summary>
    public Task<PolicyDto> ApplyAsync(string text, string? reason = null, CancellationToken cancel = default) =>
        SendAsync("/policy", new PolicyTextDto(text, reason), ProtocolJson.Default.PolicyDto, cancel);

    private Task<T> SendAsync<T>(string path, PolicyTextDto text, JsonTypeInfo<T> type, CancellationToken cancel) =>
        _http.SendAsync(HttpMethod.Post, path, text, ProtocolJson.Default.PolicyTextDto, type, cancel);
}
