using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Webhooks;

/// <summary>Webhooks, from the lease to the outcome, over real HTTP.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;
    private FakeWebhook _webhook = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _webhook = await FakeWebhook.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _webhook.DisposeAsync();
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Theory]
    [InlineData("passed")]
    [InlineData("failed")]
    [InlineData("inconclusive")]
    public async Task A_webhook_says_the_verdict(string verdict)
    {
        _webhook.Answer(200, $$$"""{"verdict":"{{{verdict}}}","summary":"looked at it","metrics":{"risk":0.2}}""");

        var outcome = await AskAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe((verdict, "looked at it"));
        outcome.Finding!.Metrics["risk"].ShouldBe(0.2);
        outcome.Finding.Code.ShouldBe($"POST {_webhook.Address}ask");
        outcome.Finding.Log.ShouldBeNull();
    }

    [Fact]
    public async Task It_is_told_what_it_is_about()
    {
        _webhook.Answer(200, """{"verdict":"passed"}""");
        var work = _server.DescribeWebhook($"{_webhook.Address}ask?token=t0p");

        var outcome = await AskAsync(work);

        JsonNode
            .DeepEquals(
                JsonNode.Parse(_webhook.Bodies.Single()),
                new JsonObject
                {
                    ["model"] = "churn",
                    ["stage"] = "Production",
                    ["version"] = 7,
                    ["incumbent"] = null,
                    ["artifact_digest"] = work.Artifact.Digest,
                    ["gate"] = "risk-desk",
                }
            )
            .ShouldBeTrue(_webhook.Bodies.Single());
        _webhook.Header.ShouldBe(("POST", "application/json", _webhook.Bodies.Single().Length));
        outcome.Finding!.ArtifactDigest.ShouldBe(work.Artifact.Digest);
        outcome.Finding.Code.ShouldNotContain("t0p");
    }

    [Theory]
    [InlineData(204, "", "answered 204; a verdict comes with 200.")]
    [InlineData(404, "secret page", "answered 404.")]
    [InlineData(503, """{"verdict":"passed"}""", "answered 503.")]
    [InlineData(200, "secret page", "cannot be read: ")]
    [InlineData(200, "", "cannot be read: ")]
    [InlineData(200, """{"verdict":"yes"}""", "says 'yes'; a verdict is passed, failed or inconclusive.")]
    public async Task Every_other_answer_is_an_error(int status, string body, string reason)
    {
        _webhook.Answer(status, body);

        var outcome = await AskAsync();

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldContain(reason);
        outcome.Reason!.ShouldContain(_webhook.Address.Authority);
        $"{outcome.Reason}{outcome.Finding!.Log}".ShouldNotContain("secret");
    }

    [Trait("Abuse", "45")]
    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _webhook.Answer(302, "", location: "/elsewhere");

        var outcome = await AskAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe(
            ("error", $"{_webhook.Address.Authority} answered 302: redirects are not followed.")
        );
        _webhook.Bodies.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_too_long_is_not_read(bool withLength)
    {
        _webhook.Answer(200, "{\"verdict\":\"passed\"}" + new string(' ', 70_000), withLength: withLength);

        var outcome = await AskAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe(
            ("error", $"The answer of {_webhook.Address.Authority} is longer than 64 KB.")
        );
    }

    [Fact]
    public async Task A_webhook_that_does_not_answer_is_an_error_and_the_lease_is_kept()
    {
        _webhook.Answer(200, "", after: TimeSpan.FromSeconds(60));
        await using var agent = Start();
        var work = _server.Offer(Describe(timeoutSeconds: 4));

        var (_, outcome) = await _server.NextOutcomeAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe(
            ("error", $"{_webhook.Address.Authority} did not answer within 4 s.")
        );
        _server.HeartbeatsOf(work).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_webhook_that_drips_is_an_error_in_time()
    {
        _webhook.Drip();

        var outcome = await AskAsync(Describe(timeoutSeconds: 2));

        outcome.Reason.ShouldBe($"{_webhook.Address.Authority} did not answer within 2 s.");
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_is_an_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var outcome = await AskAsync(_server.DescribeWebhook($"http://127.0.0.1:{port}/"));

        (outcome.Outcome, outcome.Reason).ShouldBe(("error", $"127.0.0.1:{port} cannot be asked: Connection refused"));
    }

    [Trait("Abuse", "45")]
    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9.0xfe.0xa9.0xfe/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("https://169.254.169.254/")]
    public async Task Metadata_addresses_are_refused(string url)
    {
        var outcome = await AskAsync(_server.DescribeWebhook(url));

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldEndWith("is a link-local or metadata address, where no webhook may be.");
    }

    [Theory]
    [InlineData("ftp://risk.example/", "The webhook's address 'ftp://risk.example/' is not one of http or https.")]
    [InlineData("file:///etc/passwd", "The webhook's address 'file:///etc/passwd' is not one of http or https.")]
    [InlineData("risk", "The webhook's address 'risk' is not one of http or https.")]
    [InlineData(
        "http://user:secret@127.0.0.1/",
        "The webhook's address holds credentials, which everyone who reads the policy sees."
    )]
    public async Task Addresses_that_are_none_are_refused(string url, string reason)
    {
        var outcome = await AskAsync(_server.DescribeWebhook(url));

        (outcome.Outcome, outcome.Reason, outcome.Finding).ShouldBe(("error", reason, null));
    }

    [Trait("Abuse", "44")]
    [Fact]
    public async Task Only_the_allowed_hosts_are_asked_if_there_is_a_list()
    {
        _webhook.Answer(200, """{"verdict":"passed"}""");
        await using var agent = Start("risk.example", "LOCALHOST");

        _server.Offer(Describe());
        (await _server.NextOutcomeAsync()).Outcome.Reason.ShouldBe(
            "The webhook's host 127.0.0.1 is not among those that this worker may ask (--allow-webhooks risk.example,LOCALHOST)."
        );
        _webhook.Bodies.ShouldBeEmpty();

        _server.Offer(_server.DescribeWebhook($"http://localhost:{_webhook.Address.Port}/ask"));
        (await _server.NextOutcomeAsync()).Outcome.Outcome.ShouldBe("passed");
    }

    private WorkDto Describe(int timeoutSeconds = 30) =>
        _server.DescribeWebhook($"{_webhook.Address}ask") with
        {
            Limits = new WorkLimitsDto(timeoutSeconds, 1_000_000),
        };

    private async Task<OutcomeDto> AskAsync(WorkDto? work = null)
    {
        await using var agent = Start();
        _server.Offer(work ?? Describe());
        return (await _server.NextOutcomeAsync()).Outcome;
    }

    private RunningAgent Start(params string[] hosts) =>
        new(_server.Address, _cache.FullName, webhooks: hosts.Length > 0 ? hosts : null);
}
