using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Evaluation;
using Gradus.Evaluation.Drift;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Server.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gradus.Serving.Capture;

/// <summary>Requests and answers that a gateway keeps, and the data set that they become.</summary>
public sealed class CaptureTests : IAsyncLifetime
{
    private static readonly string[] Lines = File.ReadAllLines(Samples.Path("breast-cancer", "test.csv"));
    private static readonly string[] Columns = Lines[0].Split(',')[..30];
    private static readonly CaptureOptions All = new(Share: 1);

    private TestServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.ReleaseAsync("tumours", File.ReadAllBytes(Samples.Path("breast-cancer", "v2-logistic.onnx")));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_was_asked_and_answered_becomes_a_data_set_that_can_be_measured_on()
    {
        await using var gateway = await StartAsync(All);
        var answered = Labels(await gateway.AskAsync(Split(1, 5)));
        answered.AddRange(Labels(await gateway.AskAsync(Split(6, 2))));
        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 7);

        var folder = FolderOf(gateway, All);
        await Publisher(gateway, folder).TakeTurnAsync(Cancel);

        var dataset = await _server.Api.Datasets.GetAsync("tumours-Production-captured", Cancel);
        dataset.Label.ShouldBe("prediction");
        dataset.Ignore.ShouldBe(["gradus_version", "gradus_time", "gradus_request"]);
        var file = File.ReadAllBytes(folder.Files().ShouldHaveSingleItem().FullName);
        dataset.Digest.ShouldBe(Digest.Of(file).ToString());

        var drift = DatasetDrift.Measure(
            new DriftSource(folder.Files()[0].FullName, dataset.Name, new(dataset.Label, dataset.Ignore)),
            new DriftSource(Samples.Path("breast-cancer", "test.csv"), "tumours-test", new("label", ["size"])),
            Cancel
        );
        drift.Value.Features.Select(feature => feature.Column).ShouldBe(Columns);

        var heading = File.ReadLines(folder.Files()[0].FullName).First();
        heading.ShouldBe(string.Join(',', [.. Columns, "prediction", .. CapturedTable.Ignored]));
        var rows = CapturedRows(gateway);
        for (var i = 0; i < rows.Count; i++)
        {
            var fields = rows[i].Split(',');
            fields[..30].Select(float.Parse).ShouldBe(Lines[1 + i].Split(',')[..30].Select(float.Parse));
            fields[30].ShouldBe(answered[i]);
            fields[31].ShouldBe("1");
            DateTimeOffset.Parse(fields[32]).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task A_model_that_goes_by_position_has_one_table_however_its_columns_are_called()
    {
        await using var gateway = await StartAsync(All);
        await gateway.AskAsync(Split(1, 5));
        await gateway.AskAsync($$"""{"instances":[[{{string.Join(',', Lines[6].Split(',')[..30])}}]]}""");
        await gateway.AskAsync(Split(7, 1).Replace("mean_radius", "mean_radiuss", StringComparison.Ordinal));
        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 7);
        var folder = FolderOf(gateway, All);
        folder.Files().Count.ShouldBe(3);

        await Publisher(gateway, folder).TakeTurnAsync(Cancel);

        var dataset = await _server.Api.Datasets.GetAsync("tumours-Production-captured", Cancel);
        var heading = string.Join(',', [.. Columns, "prediction", .. CapturedTable.Ignored]);
        var whole = $"{heading}\n{string.Concat(CapturedRows(gateway).Select(row => $"{row}\n"))}";
        dataset.Digest.ShouldBe(Digest.Of(System.Text.Encoding.UTF8.GetBytes(whole)).ToString());
    }

    [Fact]
    public async Task A_request_that_names_itself_can_be_found_among_the_rows()
    {
        await using var gateway = await StartAsync(All);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/invocations", UriKind.Relative))
        {
            Content = new StringContent(Split(1, 1), null, "application/json"),
            Headers = { { "X-Request-Id", "visit \"7\", ward 3" } },
        };
        (await gateway.Http.SendAsync(request, Cancel)).EnsureSuccessStatusCode();

        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 1);
        CapturedRows(gateway)[0].ShouldEndWith(",\"visit \"\"7\"\", ward 3\"");
    }

    [Fact]
    public async Task Requests_of_the_Open_Inference_Protocol_are_kept_too_by_the_models_own_names()
    {
        await using var gateway = await StartAsync(All);
        var values = string.Join(',', Lines[1].Split(',')[..30]);
        var answer = await gateway.AskAsync(
            $$"""{"inputs":[{"name":"features","shape":[1,30],"datatype":"FP32","data":[{{values}}]}]}""",
            path: "/v2/models/tumours/infer"
        );
        answer.Json();

        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 1);
        File.ReadLines(FolderOf(gateway, All).Files()[0].FullName).First().ShouldStartWith("features_0,features_1,");
    }

    [Fact]
    public async Task Nothing_is_kept_unless_it_is_asked_for_and_refused_requests_are_not()
    {
        await using var off = await StartAsync(new CaptureOptions());
        Labels(await off.AskAsync(Split(1, 1))).Count.ShouldBe(1);
        Directory.Exists(Path.Join(off.Data, "captures")).ShouldBeFalse();
        (await off.GetAsync("/status")).Text.ShouldNotContain("capture");

        await using var gateway = await StartAsync(All);
        (await gateway.AskAsync("{}")).ShouldBeBad();
        Labels(await gateway.AskAsync(Split(1, 1))).Count.ShouldBe(1);
        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 1);
        var status = (await gateway.GetAsync("/status")).Json().GetProperty("models")[0].GetProperty("capture");
        status.GetProperty("share").GetDouble().ShouldBe(1);
        status.GetProperty("captured").GetInt64().ShouldBe(1);
        status.GetProperty("dropped").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_data_set_goes_with_the_last_row_that_it_was_made_of()
    {
        await using var gateway = await StartAsync(All);
        await gateway.AskAsync(Split(1, 1));
        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 1);
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        // Another one than writes now, as after a restart.
        var publisher = Publisher(gateway, FolderOf(gateway, All, clock), clock);
        await publisher.TakeTurnAsync(Cancel);
        (await _server.Api.Datasets.ListAsync(Cancel)).Datasets.Count.ShouldBe(1);

        clock.Advance(TimeSpan.FromDays(29));
        await publisher.TakeTurnAsync(Cancel);
        (await _server.Api.Datasets.ListAsync(Cancel)).Datasets.Count.ShouldBe(1);

        clock.Advance(TimeSpan.FromDays(2));
        await publisher.TakeTurnAsync(Cancel);
        (await _server.Api.Datasets.ListAsync(Cancel)).Datasets.ShouldBeEmpty();
        CapturedRows(gateway).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_server_does_not_take_stays_and_is_taken_the_next_time()
    {
        await using var gateway = await StartAsync(All);
        await gateway.AskAsync(Split(1, 1));
        await gateway.WaitAsync(() => CapturedRows(gateway).Count == 1);
        using var nowhere = new GradusClient(new GradusClientOptions(new Uri("http://127.0.0.1:1")));
        await Publisher(gateway, FolderOf(gateway, All), client: nowhere).TakeTurnAsync(Cancel);
        CapturedRows(gateway).Count.ShouldBe(1);

        await Publisher(gateway, FolderOf(gateway, All)).TakeTurnAsync(Cancel);
        (await _server.Api.Datasets.ListAsync(Cancel)).Datasets.Count.ShouldBe(1);
    }

    private Task<RunningGateway> StartAsync(CaptureOptions capture) =>
        RunningGateway.StartAsync(_server.Address, "models:/tumours/Production", capture: capture);

    private static CaptureFolder FolderOf(RunningGateway gateway, CaptureOptions options, TimeProvider? clock = null) =>
        CaptureFolder.Of(gateway.Data, gateway.Served.Uri, options, clock ?? TimeProvider.System);

    private CapturePublisher Publisher(
        RunningGateway gateway,
        CaptureFolder folder,
        TimeProvider? clock = null,
        GradusClient? client = null
    ) =>
        new(
            gateway.Served,
            folder,
            All,
            client ?? _server.Api,
            clock ?? TimeProvider.System,
            NullLogger<CapturePublisher>.Instance
        );

    private static List<string> CapturedRows(RunningGateway gateway) =>
        [.. FolderOf(gateway, All).Files().SelectMany(file => File.ReadAllLines(file.FullName).Skip(1))];

    private static string Split(int first, int rows) =>
        JsonSerializer.Serialize(
            new
            {
                dataframe_split = new
                {
                    columns = Columns,
                    data = Lines[first..(first + rows)].Select(line => line.Split(',')[..30].Select(double.Parse)),
                },
            }
        );

    private static List<string> Labels(Answer answer) =>
        [
            .. answer
                .Json()
                .GetProperty("predictions")
                .EnumerateArray()
                .Select(row => row.GetProperty("label").GetRawText()),
        ];
}
