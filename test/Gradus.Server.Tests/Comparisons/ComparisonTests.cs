using System.Net;
using System.Text;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Comparisons;
using Gradus.Protocol.Work;
using Gradus.Server.Tests.Promotions;

namespace Gradus.Server.Tests.Comparisons;

/// <summary>Two versions beside each other: what workers are asked for, the numbers, and the page.</summary>
public sealed class ComparisonTests
{
    private static readonly ComparisonRequestDto Asked = new(2, 1, "holdout");

    [Fact]
    public async Task Workers_measure_both_and_compare_and_then_it_is_there()
    {
        await using var server = await Registry.StartAsync(2);
        var worker = new FakeWorker(server);
        (await server.Api.Comparisons.GetAsync("m", Asked)).State.ShouldBe("missing");

        (await server.Api.Comparisons.AskAsync("m", Asked)).State.ShouldBe("waiting");
        (await server.Api.Comparisons.GetAsync("m", Asked)).State.ShouldBe("waiting");
        var measuring = await Task.WhenAll(MeasureAsync(worker), MeasureAsync(worker));
        (await server.Api.Comparisons.GetAsync("m", Asked)).State.ShouldBe("missing", "the comparison itself");
        (await server.Api.Comparisons.AskAsync("m", Asked)).State.ShouldBe("waiting");
        await CompareAsync(worker, "<b>north</b>");
        var compared = await server.Api.Comparisons.GetAsync("m", Asked);

        measuring.Select(work => work.Kind).ShouldAllBe(kind => kind == "evaluate");
        compared.State.ShouldBe("compared");
        compared.Report!.Examples.ShouldBe(100);
        compared.OfCandidate!.Version.ShouldBe(2);
        compared.OfIncumbent!.Version.ShouldBe(1);
        (await worker.FindWorkAsync()).ShouldBeNull();
        (await server.Api.Comparisons.AskAsync("m", Asked)).State.ShouldBe("compared", "nothing is done twice");
    }

    [Fact]
    public async Task The_page_needs_nothing_else_and_shows_names_as_text()
    {
        await using var server = await Registry.StartAsync(2);
        await FinishAsync(server, "<b>north</b>");

        using var answer = await server.Http.GetAsync(
            "/api/v1/models/m/comparisons/report?candidate=2&incumbent=1&dataset=holdout",
            TestContext.Current.CancellationToken
        );
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer
            .Headers.GetValues("Content-Security-Policy")
            .Single()
            .ShouldStartWith("default-src 'none'; style-src 'sha256-");
        page.ShouldStartWith("<!DOCTYPE html>");
        page.ShouldContain("version 2 beside version 1");
        page.ShouldContain("&lt;b&gt;north&lt;/b&gt;");
        page.ShouldNotContain("<b>");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("http");
    }

    [Fact]
    public async Task Without_a_comparison_there_is_no_page()
    {
        await using var server = await Registry.StartAsync(2);

        var answer = await server.SendAsync(
            "GET",
            "/api/v1/models/m/comparisons/report?candidate=2&incumbent=1&dataset=holdout"
        );

        answer
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail.ShouldBe("There is nothing to show yet: the comparison is not made.");
    }

    [Theory]
    [InlineData(2, 2, "holdout", 0.95, HttpStatusCode.BadRequest, "A version is not compared with itself: name two.")]
    [InlineData(2, 1, "holdout", 1, HttpStatusCode.BadRequest, "'confidence' must be from 0.5 to 0.9999.")]
    [InlineData(2, 1, "", 0.95, HttpStatusCode.BadRequest, "'dataset' is required.")]
    [InlineData(2, 1, "gone", 0.95, HttpStatusCode.NotFound, "Data set 'gone' does not exist.")]
    [InlineData(9, 1, "holdout", 0.95, HttpStatusCode.NotFound, "Version 9 of registered model 'm' does not exist.")]
    public async Task What_cannot_be_compared_is_said(
        int candidate,
        int incumbent,
        string dataset,
        double confidence,
        HttpStatusCode status,
        string sentence
    )
    {
        await using var server = await Registry.StartAsync(2);

        var refused = await Should.ThrowAsync<GradusException>(() =>
            server.Api.Comparisons.AskAsync("m", new ComparisonRequestDto(candidate, incumbent, dataset, confidence))
        );

        (refused.Status, refused.Message).ShouldBe(((int)status, sentence));
        (await server.Api.Promotions.GetWorkAsync()).ShouldBe(new WorkCountDto(0, 0));
    }

    [Fact]
    public async Task A_version_that_does_not_fit_ends_it_with_the_reason()
    {
        await using var server = await Registry.StartAsync(2);
        var worker = new FakeWorker(server);
        await server.Api.Comparisons.AskAsync("m", Asked);
        var first = await worker.GetWorkAsync();
        await worker.FailAsync(first, "incompatible", "it takes 3 features");
        await MeasureAsync(worker);

        var failed = await server.Api.Comparisons.AskAsync("m", Asked);

        failed.State.ShouldBe("failed");
        failed.Reason!.ShouldEndWith(" does not fit holdout: it takes 3 features");
    }

    [Fact]
    public async Task The_page_of_two_regressors_says_who_is_nearer_and_leaves_out_what_has_no_meaning()
    {
        await using var server = await Registry.StartAsync(2);
        var none = new AnswerCurvesDto([], [], []);
        await FinishAsync(
            server,
            ReportOn("north") with
            {
                Task = "regression",
                Classes = [],
                Metrics = [new MetricDifferenceDto("mae", 2.5, 3, -0.5, -0.7, -0.3)],
                OnlyCandidate = null,
                OnlyIncumbent = null,
                ExactP = null,
                MidP = null,
                Detectable = null,
                Candidate = none,
                Incumbent = none,
                Slices = [new SliceDifferenceDto("region", "north", 50, 4, 3, 0.001, 0.002)],
            }
        );

        var page = await server.Http.GetStringAsync(
            "/api/v1/models/m/comparisons/report?candidate=2&incumbent=1&dataset=holdout",
            TestContext.Current.CancellationToken
        );

        page.ShouldContain("Version 2 is better than version 1: on 100 examples mae is 2.5 instead of 3.");
        page.ShouldContain("region = north: mae 4 instead of");
        page.ShouldNotContain("mid-p");
        page.ShouldNotContain("What is taken for what");
    }

    private static Task FinishAsync(TestServer server, string slice) => FinishAsync(server, ReportOn(slice));

    private static async Task FinishAsync(TestServer server, ComparisonReportDto report)
    {
        var worker = new FakeWorker(server);
        await server.Api.Comparisons.AskAsync("m", Asked);
        await MeasureAsync(worker);
        await MeasureAsync(worker);
        await server.Api.Comparisons.AskAsync("m", Asked);
        await CompareAsync(worker, report);
    }

    private static async Task<WorkDto> MeasureAsync(FakeWorker worker)
    {
        var work = await worker.GetWorkAsync();
        await AnswerAsync(worker, work, $"answers of {work.Artifact.Digest}", ("accuracy", 0.9));
        return work;
    }

    private static Task CompareAsync(FakeWorker worker, string slice) => CompareAsync(worker, ReportOn(slice));

    private static async Task CompareAsync(FakeWorker worker, ComparisonReportDto report)
    {
        var work = await worker.GetWorkAsync();
        work.Kind.ShouldBe("compare");
        await AnswerAsync(
            worker,
            work,
            JsonSerializer.Serialize(report, ProtocolJson.Default.ComparisonReportDto),
            ("discordant", 10)
        );
    }

    private static async Task AnswerAsync(
        FakeWorker worker,
        WorkDto work,
        string output,
        params (string, double)[] metrics
    )
    {
        (await worker.PutOutputAsync(work, output)).Status.ShouldBe(HttpStatusCode.NoContent);
        var bytes = Encoding.UTF8.GetBytes(output);
        var measured = worker.Measured(work, metrics);
        var answer = await worker.AnswerAsync(
            measured with
            {
                Measurement = measured.Measurement! with
                {
                    Output = new OutputDto(Digest.Of(bytes).ToString(), bytes.Length),
                },
            },
            work
        );
        answer.Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private static ComparisonReportDto ReportOn(string slice)
    {
        var curves = new AnswerCurvesDto(
            [
                new RocCurveDto(
                    "1",
                    0.9,
                    [
                        [0, 0],
                        [0, 0.8],
                        [1, 1],
                    ]
                ),
            ],
            [new ReliabilityDto(100, 0.9, 0.88)],
            [new ConfusionDto("0", "0", 60), new ConfusionDto("1", "1", 30), new ConfusionDto("1", "0", 10)]
        );
        return new ComparisonReportDto(
            "classification",
            100,
            0.95,
            10_000,
            1,
            ["0", "1"],
            [new MetricDifferenceDto("accuracy", 0.9, 0.8, 0.1, 0.05, 0.15)],
            10,
            0,
            0.002,
            0.001,
            0.05,
            curves,
            curves,
            [new SliceDifferenceDto("region", slice, 50, 0.9, 0.7, 0.001, 0.002)],
            []
        );
    }
}
