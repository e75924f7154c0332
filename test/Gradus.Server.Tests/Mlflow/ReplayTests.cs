using System.Text;
using System.Text.Json.Nodes;
using Gradus.Server.Tests.Mlflow.Replay;
using Gradus.Testing.Databases;

namespace Gradus.Server.Tests.Mlflow;

/// <summary>
/// Plays what MLflow's own servers were recorded answering. Whatever differs must be in deliberate-differences.jsonl, with
/// exactly the answer that is given instead; what is listed there must still differ.
/// </summary>
public sealed class ReplayTests
{
    private static readonly IReadOnlyList<DeliberateDifference> Deliberate = DeliberateDifference.Load();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3.11-registry")]
    [InlineData("2.17-registry")]
    [InlineData("3.11-artifacts")]
    [InlineData("2.17-artifacts")]
    public async Task Mlflows_recorded_answers_are_given_or_differ_on_purpose(string recording)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());

        (await ReplayAsync(server, recording)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("3.11-registry")]
    [InlineData("3.11-artifacts")]
    public async Task The_recorded_answers_are_the_same_on_postgresql(string recording)
    {
        await using var database = new PostgresTestDatabase();
        Assert.SkipWhen(database.Absence is not null, database.Absence ?? "");
        await database.ReadyAsync();
        await database.CloseAsync();
        await using var server = await TestServer.StartAsync(new SteppingTime(), database.Address);

        (await ReplayAsync(server, recording)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Prompts_are_answered_as_recorded_beside_an_ordinary_model()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var client = new MlflowClient(server);
        await client.PostAsync(
            "registered-models/create",
            """{"name": "whm", "description": "d", "tags": [{"key": "a", "value": "b"}]}"""
        );
        await client.PostAsync(
            "model-versions/create",
            """{"name": "whm", "source": "s3://b/x", "tags": [{"key": "a", "value": "b"}]}"""
        );
        await client.PostAsync(
            "model-versions/transition-stage",
            """{"name": "whm", "version": "1", "stage": "Production"}"""
        );

        (await ReplayAsync(server, "3.11-prompts")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_deliberate_difference_names_a_recorded_exchange_and_a_reason()
    {
        foreach (var difference in Deliberate)
        {
            difference.Reason.ShouldNotBeNullOrWhiteSpace();
            if (difference.As is null)
            {
                Exchange
                    .Load(difference.Recording)
                    .ShouldContain(e => e.Number == difference.Number && e.Label == difference.Label);
            }
        }
    }

    private static async Task<string> ReplayAsync(TestServer server, string recording)
    {
        var problems = new StringBuilder();
        var rule = Deliberate.SingleOrDefault(d => d.Recording == recording && d.As is not null);
        var newer = rule is null ? [] : Exchange.Load(rule.As!).ToDictionary(exchange => exchange.Number);
        var ruleWasUsed = false;
        var session = new Session(server);
        foreach (var exchange in Exchange.Load(recording))
        {
            var (answer, recorded) = await session.PlayAsync(exchange, Cancelled);
            var listed = Listed(recording, exchange.Number);
            if (answer.Matches(exchange, recorded))
            {
                problems.Append(
                    listed is null ? "" : $"{recording} {exchange.Number}: listed, but no longer differs\n"
                );
            }
            else if (listed is not null)
            {
                problems.Append(
                    answer.Matches(listed.Status, listed.Answer) ? "" : Describe(recording, exchange, answer)
                );
            }
            else if (rule is not null && FollowsNewer(answer, newer[exchange.Number], rule.As!))
            {
                ruleWasUsed = true;
            }
            else
            {
                problems.Append(Describe(recording, exchange, answer));
            }
        }

        return rule is null || ruleWasUsed ? problems.ToString() : $"{problems}{recording}: the rule is never needed\n";
    }

    private static bool FollowsNewer(Answer answer, Exchange newer, string recording) =>
        answer.Matches(newer, newer.Response)
        || (Listed(recording, newer.Number) is { } listed && answer.Matches(listed.Status, listed.Answer));

    private static DeliberateDifference? Listed(string recording, int number) =>
        Deliberate.SingleOrDefault(d => d.Recording == recording && d.Number == number && d.As is null);

    // The line that would have to be in the list, if only somebody had a reason.
    private static string Describe(string recording, Exchange exchange, Answer answer) =>
        new JsonObject
        {
            ["file"] = recording,
            ["n"] = exchange.Number,
            ["label"] = exchange.Label,
            ["reason"] = $"? recorded {exchange.Status} {Likeness.Normalize(exchange.Response)?.ToJsonString()}",
            ["status"] = answer.Status,
            ["answer"] = answer.Json?.DeepClone(),
        }.ToJsonString() + "\n";
}
