using System.Net;
using Gradus.Core.Policies;
using Gradus.Protocol.Gates;
using Gradus.Protocol.Holds;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Auth;

/// <summary>
/// Every route, as everyone who may do exactly one thing, on a model of theirs ("fraud") and on another's ("churn"). The
/// routes are those that the server serves: a new one is in the matrix by itself.
/// </summary>
public sealed class MatrixTests(ITestOutputHelper output)
{
    private const string Secret = "nobody-else-knows";

    // What people may do at all, and what they may do to the models that are theirs.
    private static readonly PolicyAction[] Everywhere =
    [
        PolicyAction.ApplyPolicy,
        PolicyAction.Work,
        PolicyAction.Administer,
    ];

    private static readonly PolicyAction[] Actions = [.. Enum.GetValues<PolicyAction>()];

    internal static readonly long Tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();

    private const string Stages = """
        stages:
          - name: Production
            gates:
              - external:
                  check: tests
        """;

    internal static readonly string Policy = $"""
        version: 1
        permissions:
          - allow: [read]
            to: [{string.Join(", ", Actions.Select(Only))}]
            models: [fraud]
        {string.Join("\n", Actions.Where(action => action != PolicyAction.Read).Select(Grant))}
        {Stages}
        """;

    [Trait("Abuse", "33")]
    [Fact]
    public async Task Who_may_not_is_refused_learns_nothing_and_changes_nothing()
    {
        await using var matrix = await StartAsync();
        var (refusals, wrong) = (0, new List<string>());

        foreach (var route in Routed.Of(matrix.Registry.Server).Where(route => route.Takes.Action is not null))
        {
            foreach (var (user, owner) in Askers().Where(one => !May(one.User, route, one.Owner)))
            {
                var answer = await matrix.SendAsync(user, route, owner);

                var told = $"{route.Method} {route.Pattern} as {user} on {owner}: {(int)answer.Status} {answer.Text}";
                if (
                    answer.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                    || answer.Text.Contains(Secret, StringComparison.Ordinal)
                )
                {
                    wrong.Add(told);
                }

                refusals++;
            }
        }

        output.WriteLine($"{refusals} requests refused");
        string.Join("\n", wrong).ShouldBeEmpty();
        refusals.ShouldBeGreaterThan(1_000);
        foreach (var user in Users)
        {
            (await matrix.Registry.Server.Api.Ledger.ListAsync(actor: user)).Records.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Who_may_is_let_through_to_what_is_theirs_and_sees_no_more()
    {
        await using var matrix = await StartAsync();
        var (passages, wrong) = (0, new List<string>());

        // What takes a thing away comes last, or what follows would not find it.
        var routes = Routed.Of(matrix.Registry.Server).Where(route => !route.Takes.IsPublic);
        foreach (var route in routes.OrderBy(route => route.Weight))
        {
            foreach (var (user, owner) in Askers().Where(one => May(one.User, route, one.Owner)))
            {
                var answer = await matrix.SendAsync(user, route, owner);

                var told = $"{route.Method} {route.Pattern} as {user} on {owner}: {(int)answer.Status} {answer.Text}";
                if (
                    answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                    || (int)answer.Status >= 500 && answer.Status != HttpStatusCode.NotImplemented
                    || answer.Text.Contains(Secret, StringComparison.Ordinal)
                )
                {
                    wrong.Add(told);
                }

                passages++;
            }
        }

        output.WriteLine($"{passages} requests let through");
        string.Join("\n", wrong).ShouldBeEmpty();
        passages.ShouldBeGreaterThan(500);
    }

    private static IEnumerable<string> Users => [.. Actions.Select(Only), "outsider"];

    private static IEnumerable<(string User, string Owner)> Askers() =>
        from user in Users
        from owner in (string[])["fraud", "churn"]
        select (user, owner);

    // Told from the policy above, not by the server.
    private static bool May(string user, Routed route, string owner) =>
        route.Takes switch
        {
            { IsPublic: true } or { Action: null } => true,
            _ when user == "outsider" => false,
            { OfAll: true } => false,
            { Action: { } action } => (action == PolicyAction.Read || user == Only(action) || Includes(user, action))
                && (owner == "fraud" || !route.IsAboutAModel || Everywhere.Contains(action)),
        };

    // Who may move a version may ask for that, and take it back.
    private static bool Includes(string user, PolicyAction action) =>
        action == PolicyAction.Request && user == Only(PolicyAction.Promote);

    /// <summary>Who may do nothing but that, and read.</summary>
    internal static string Only(PolicyAction action) => $"only-{action.Word()}";

    private static string Grant(PolicyAction action) =>
        Everywhere.Contains(action)
            ? $"  - {{ allow: [{action.Word()}], to: [{Only(action)}] }}"
            : $"  - {{ allow: [{action.Word()}], to: [{Only(action)}], models: [fraud] }}";

    internal static async Task<Matrix> StartAsync()
    {
        var registry = await Secured.StartAsync(null, [.. Users]);
        await registry.Server.Api.Policy.ApplyAsync($"version: 1\n{Stages}");
        var ids = new Dictionary<(string Kind, string Owner), string>();
        foreach (var owner in (string[])["fraud", "churn"])
        {
            var api = registry.Server.Api;
            await api.Models.SetAliasAsync(owner, "champion", 1);
            ids[("promotions", owner)] = (
                await api.Promotions.RequestAsync(owner, new PromotionRequestDto("Production", 1))
            ).Id;
            ids[("holds", owner)] = (await api.Holds.PutAsync(new PutHoldDto("automation", "because", owner))).Id;
            ids[("waivers", owner)] = (
                await api.Gates.WaiveAsync(owner, 1, new GrantWaiverDto("Production", "tests", "because", Tomorrow))
            ).Id;
        }

        await registry.Server.Api.Models.UpdateAsync("churn", new UpdateModelDto(Description: Secret));
        await registry.Server.Api.Policy.ApplyAsync(Policy);
        return new Matrix(registry, ids);
    }
}
