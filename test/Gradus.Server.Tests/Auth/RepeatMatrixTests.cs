using System.Net;
using Gradus.Core.Policies;

namespace Gradus.Server.Tests.Auth;

/// <summary>
/// Every route by which somebody may change what is theirs, sent ten times at once under one Idempotency-Key by who may do just that.
/// </summary>
public sealed class RepeatMatrixTests(ITestOutputHelper output)
{
    private const int Twins = 10;
    private const string Owner = "fraud";

    [Fact]
    public async Task However_often_a_request_is_sent_at_once_it_acts_once_and_all_are_answered_alike()
    {
        await using var matrix = await MatrixTests.StartAsync();
        var (routes, acted, unchanged, wrong) = (0, 0, 0, new List<string>());

        foreach (var route in Routed.Of(matrix.Registry.Server).Where(IsKept).OrderBy(route => route.Weight))
        {
            var user = MatrixTests.Only(route.Takes.Action!.Value);
            var before = await NewestAsync(matrix);
            (string, string)[] key = [("Idempotency-Key", $"{route.Method} {route.Pattern}".Replace(' ', '_'))];

            var answers = await Task.WhenAll(
                Enumerable.Range(0, Twins).Select(_ => matrix.SendAsync(user, route, Owner, key))
            );

            var requests = await ActedAsync(matrix, user, before);
            var isDone = answers.Any(answer => answer.IsSuccess);
            if (requests > (isDone ? 1 : 0) || !AreAlike(answers))
            {
                var told = string.Join(
                    " | ",
                    answers.Select(answer => $"{(int)answer.Status} {answer.Text}").Distinct()
                );
                wrong.Add($"{route.Method} {route.Pattern}: {requests} acted; {told}");
            }

            acted += requests;
            unchanged += isDone && requests == 0 ? 1 : 0;
            routes++;
        }

        output.WriteLine(
            $"{routes} routes, each sent {Twins} times: {acted} acted once, {unchanged} had nothing to change, the others were refused"
        );
        string.Join("\n", wrong).ShouldBeEmpty();
        acted.ShouldBeGreaterThan(40);
    }

    private static bool IsKept(Routed route) =>
        route
            is {
                Takes: { IsPublic: false, OfAll: false, Action: not (null or PolicyAction.Read or PolicyAction.Work) }
            }
        && route.Method is not ("GET" or "HEAD");

    // The first one's answer for all, or for the others only that it was done, where it holds a secret. A refusal did nothing, and each
    // is a request of its own.
    private static bool AreAlike(IReadOnlyList<WireAnswer> answers)
    {
        var done = answers.Where(answer => answer.IsSuccess).ToList();
        var others = answers.Except(done).ToList();
        return done.Count == 0
            ? answers.All(answer => (int)answer.Status < 500 || answer.Status == HttpStatusCode.NotImplemented)
            : done.Distinct().Count() == 1
                && others.All(answer =>
                    answer.Status == HttpStatusCode.Conflict
                    && answer.Text.Contains("This was carried out already", StringComparison.Ordinal)
                );
    }

    private static async Task<long> NewestAsync(Matrix matrix) =>
        (await matrix.Registry.Server.Api.Ledger.ListAsync(maxResults: 1)).Records.Single().Sequence;

    // How many different requests of the user made records since.
    private static async Task<int> ActedAsync(Matrix matrix, string user, long since) =>
        (await matrix.Registry.Server.Api.Ledger.ListAsync(actor: user, maxResults: 100))
            .Records.Where(record => record.Sequence > since)
            .Select(record => record.RequestId)
            .Distinct()
            .Count();
}
