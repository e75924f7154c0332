using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gradus.Core.Models;
using Gradus.Serving.Hosting;
using Gradus.Serving.Rollouts;

namespace Gradus.Serving.Traffic;

/// <summary>What /metrics says. The meter is the process's own, so that other tests are counted too.</summary>
public sealed partial class MeterExportTests
{
    [Fact]
    public async Task Prometheus_is_told_how_often_and_how_fast_a_version_answered()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier());
        await using var gateway = await RunningGateway.StartAsync(plane.Address, FakePlane.Uri);
        await gateway.AskAsync("""{"inputs":[[1,2]]}""");
        var before = await WaitForAnsweredAsync(gateway, 1);

        for (var i = 0; i < 3; i++)
        {
            (await gateway.AskAsync("""{"inputs":[[1,2]]}""")).Status.ShouldBe(HttpStatusCode.OK);
        }

        await WaitForAnsweredAsync(gateway, before + 3);
        var told = await gateway.GetAsync("/metrics");
        told.Text.ShouldContain("# TYPE gradus_serving_requests_total counter");
        told.Text.ShouldContain("# TYPE gradus_serving_duration_seconds histogram");
        told.Text.ShouldContain("le=\"0.005\"");
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("nowhere")]
    public void A_collector_that_is_no_address_is_refused_before_anything_is_served(string collector)
    {
        var options = new ServingOptions([ModelUri.Parse(FakePlane.Uri).Value]) { Collector = collector };

        options.Problems().ShouldBe([$"OTEL_EXPORTER_OTLP_ENDPOINT '{collector}' is not an http or https address."]);
    }

    private static async Task<long> WaitForAnsweredAsync(RunningGateway gateway, long least)
    {
        var answered = 0L;
        for (var i = 0; i < 300 && answered < least; i++)
        {
            // The text is kept for a moment between two who ask.
            await Task.Delay(50, TestContext.Current.CancellationToken);
            var told = await gateway.GetAsync("/metrics");
            told.Status.ShouldBe(HttpStatusCode.OK, told.Text);
            answered = Requests()
                .Matches(told.Text)
                .Where(line => OfThis.All(tag => line.Groups["tags"].Value.Contains(tag, StringComparison.Ordinal)))
                .Sum(line => long.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture));
        }

        answered.ShouldBeGreaterThanOrEqualTo(least);
        return answered;
    }

    private static readonly string[] OfThis =
    [
        "model=\"odd\"",
        "address=\"Production\"",
        "version=\"1\"",
        "role=\"only\"",
        "outcome=\"answered\"",
    ];

    [GeneratedRegex(@"^gradus_serving_requests_total\{(?<tags>.*)\} (?<count>\d+)", RegexOptions.Multiline)]
    private static partial Regex Requests();
}
