using System.Globalization;
using Gradus.Protocol.Comparisons;

namespace Gradus.Protocol.Client;

/// <summary>Two versions of a model beside each other on a data set.</summary>
public sealed class ComparisonsClient
{
    private readonly GradusHttp _http;

    internal ComparisonsClient(GradusHttp http) => _http = http;

    /// <summary>Has workers measure and compare what is lacking, and tells how far that has come; this returns at once.</summary>
    public Task<ComparisonDto> AskAsync(
        string model,
        ComparisonRequestDto request,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/comparisons"),
            request,
            ProtocolJson.Default.ComparisonRequestDto,
            ProtocolJson.Default.ComparisonDto,
            cancel
        );

    /// <summary>The comparison as far as workers have come. Asks for nothing.</summary>
    public Task<ComparisonDto> GetAsync(
        string model,
        ComparisonRequestDto request,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            Query(Route.Path($"/models/{model}/comparisons"), request),
            ProtocolJson.Default.ComparisonDto,
            cancel
        );

    /// <summary>The comparison as a page that needs nothing else.</summary>
    public Task<string> GetPageAsync(string model, ComparisonRequestDto request, CancellationToken cancel = default) =>
        _http.GetTextAsync(Query($"/api/v1{Route.Path($"/models/{model}/comparisons/report")}", request), cancel);

    private static string Query(string path, ComparisonRequestDto request) =>
        new Route(path)
            .Query("candidate", request.Candidate)
            .Query("incumbent", request.Incumbent)
            .Query("dataset", request.Dataset)
            .Query("confidence", request.Confidence.ToString("R", CultureInfo.InvariantCulture))
            .ToString();
}
