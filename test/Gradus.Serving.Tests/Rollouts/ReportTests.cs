using System.Net;
using Gradus.Core.Serving;
using Gradus.Protocol.Serving;
using Gradus.Server.Tests;
using Gradus.Serving.Models;
using Gradus.Serving.Reporting;

namespace Gradus.Serving.Rollouts;

/// <summary>What a gateway tells the control plane.</summary>
public sealed class ReportTests
{
    private const string Body = """{"inputs":[[1,2]]}""";

    [Fact]
    public async Task Who_answers_and_how_is_told_at_every_step()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Contrary());
        await using var gateway = await RunningGateway.StartAsync(plane.Address, FakePlane.Uri);
        await gateway.WaitAsync(() => plane.LastReport is not null);
        plane.Gateways.ShouldBe([Environment.MachineName]);
        plane.LastReport!.Answering!.Version.ShouldBe(1);
        plane.LastReport.Answering.Digest.ShouldBe(plane.DigestOf(1));
        plane.LastReport.Answering.Traffic.Latency.Count.ShouldBe(LatencyHistogram.Buckets);
        plane.LastReport.Split.ShouldBeNull();

        plane.Roll("s1", 1);
        await gateway.WaitAsync(() => plane.LastReport.Split == "s1");
        (await gateway.AskAsync(Body)).Version.ShouldBe("2");
        await gateway.WaitAsync(() => plane.LastReport.Candidate?.Traffic.Requests == 1);
        plane.LastReport.Candidate!.Digest.ShouldBe(plane.DigestOf(2));
        plane.LastReport.Candidate.Traffic.Latency.Sum().ShouldBe(1);
        plane.LastReport.Answering!.Traffic.Requests.ShouldBe(0);

        plane.Roll("s2", 0.5);
        await gateway.WaitAsync(() => plane.LastReport.Split == "s2");
        plane.Reports.First(report => report.Split == "s2").Candidate!.Traffic.Requests.ShouldBe(0);

        plane.Hold(2);
        await gateway.WaitAsync(() => plane.LastReport.Split is null);
        plane.LastReport.Answering!.Version.ShouldBe(2);
        plane.LastReport.Answering.Traffic.Requests.ShouldBe(0);
        plane.LastReport.Candidate.ShouldBeNull();
    }

    [Fact]
    public async Task The_server_takes_what_is_told()
    {
        await using var server = await TestServer.StartAsync();
        await server.ReleaseAsync("odd", OddModels.Classifier());
        await using var gateway = await RunningGateway.StartAsync(server.Address, FakePlane.Uri);
        await server.ReleaseAsync("odd", "no\nmodel"u8.ToArray());

        GatewayDto? told = null;
        for (var i = 0; i < 3000 && told?.Report.Problem is null; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            var all = await server.Api.Serving.ListGatewaysAsync(
                "odd",
                "Production",
                TestContext.Current.CancellationToken
            );
            told = all.Gateways.SingleOrDefault();
        }

        told!.Gateway.ShouldBe(Environment.MachineName);
        told.Report.Answering!.Version.ShouldBe(1);
        told.Report.Problem!.ShouldStartWith("Version 2 cannot be served: ");
    }

    [Fact]
    public void A_problem_is_told_on_one_line_of_a_length()
    {
        var problem = Report.Of(new Lineup(null, null, "a\0b\nc\ud800" + new string('x', 20_000))).Problem!;

        problem.ShouldStartWith("a b c\ufffdx");
        problem.Length.ShouldBe(2000);
    }

    [Fact]
    public async Task A_gateway_that_may_not_report_serves_and_follows()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Contrary());
        plane.ReportStatus = 403;
        await using var gateway = await RunningGateway.StartAsync(plane.Address, FakePlane.Uri);
        await gateway.WaitAsync(() => plane.Reports.Count > 0);

        plane.Hold(2);

        await gateway.WaitForVersionAsync(2);
        (await gateway.AskAsync(Body)).Status.ShouldBe(HttpStatusCode.OK);
        gateway.Served.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task The_status_shows_the_split()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Contrary());
        plane.Roll("s1", 1, key: "X-User");
        await using var gateway = await RunningGateway.StartAsync(plane.Address, FakePlane.Uri);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split is not null);
        (await gateway.AskAsync(Body)).Version.ShouldBe("2");

        var model = (await gateway.GetAsync("/status")).Json().GetProperty("models")[0];

        model.GetProperty("version").GetInt32().ShouldBe(1);
        var candidate = model.GetProperty("candidate");
        candidate.GetProperty("version").GetInt32().ShouldBe(2);
        candidate.GetProperty("split").GetString().ShouldBe("s1");
        candidate.GetProperty("share").GetDouble().ShouldBe(1);
        candidate.GetProperty("key").GetString().ShouldBe("X-User");
        candidate.GetProperty("mirror").GetBoolean().ShouldBeFalse();
        candidate.GetProperty("traffic").GetProperty("requests").GetInt64().ShouldBe(1);
    }
}
