using System.Security.Cryptography;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>A registry as it is read back after a crash.</summary>
/// <param name="Versions">Every version, by model and number.</param>
/// <param name="History">Every transition, oldest first.</param>
/// <param name="Tags">Every model's tags.</param>
internal sealed record Registry(
    IReadOnlyDictionary<(string Model, int Version), VersionDto> Versions,
    IReadOnlyList<TransitionDto> History,
    IReadOnlyDictionary<(string Model, string Key), string> Tags
)
{
    public static async Task<Registry> ReadAsync(GradusClient api)
    {
        var versions = new Dictionary<(string, int), VersionDto>();
        var history = new List<TransitionDto>();
        var tags = new Dictionary<(string, string), string>();
        foreach (var model in Load.Models)
        {
            for (string? token = null; ; )
            {
                var page = await api.Versions.ListAsync(model, new SearchQuery(MaxResults: 1000, PageToken: token));
                page.Versions.ToList().ForEach(version => versions.Add((model, version.Version), version));
                if ((token = page.NextPageToken) is null)
                {
                    break;
                }
            }

            for (string? token = null; ; )
            {
                var page = await api.History.ListAsync(model, maxResults: 1000, pageToken: token);
                history.AddRange(page.Transitions);
                if ((token = page.NextPageToken) is null)
                {
                    break;
                }
            }

            (await api.Models.GetAsync(model)).Tags.ToList().ForEach(tag => tags[(model, tag.Key)] = tag.Value);
        }

        return new Registry(versions, [.. history.OrderBy(transition => transition.Id)], tags);
    }
}

/// <summary>What must hold after every crash. Each check answers what is wrong, a sentence each.</summary>
internal static class Invariants
{
    public static IEnumerable<string> Violations(Registry registry, Acknowledged acknowledged) =>
        [
            .. LostVersions(registry, acknowledged),
            .. LostMoves(registry, acknowledged),
            .. LostTags(registry, acknowledged),
            .. GapsInNumbers(registry),
            .. BrokenHistories(registry),
            .. TwoHolders(registry),
            .. DoneTwice(registry),
            .. HalfMoves(registry),
        ];

    /// <summary>Blobs that were acknowledged are there; whatever is there is whole.</summary>
    public static async Task<IReadOnlyList<string>> BlobViolationsAsync(GradusClient api, Acknowledged acknowledged)
    {
        var violations = new List<string>();
        foreach (var (digest, size) in acknowledged.Sent.ToArray())
        {
            if (!await api.Blobs.ExistsAsync($"sha256:{digest}"))
            {
                if (acknowledged.Blobs.ContainsKey(digest))
                {
                    violations.Add($"blob {digest} was acknowledged and is gone");
                }
            }
            else
            {
                using var bytes = new MemoryStream();
                await api.Blobs.DownloadAsync($"sha256:{digest}", bytes);
                if (bytes.Length != size || Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != digest)
                {
                    violations.Add($"blob {digest} is not whole");
                }
            }

            // Checked once after the crash that it met; later crashes do not touch it.
            acknowledged.Sent.TryRemove(digest, out _);
        }

        return violations;
    }

    private static IEnumerable<string> LostVersions(Registry registry, Acknowledged acknowledged) =>
        from made in acknowledged.Versions
        let found = registry.Versions.GetValueOrDefault(made.Value)
        where found is null || (found.Source != $"s3://bucket/{made.Key}" && found.Description != made.Key)
        select $"{made.Key}: version {made.Value} was acknowledged and is not there";

    private static IEnumerable<string> LostMoves(Registry registry, Acknowledged acknowledged)
    {
        var byReason = registry.History.ToLookup(transition => transition.Reason);
        return from moved in acknowledged.Moves
            where
                !byReason[moved.Key]
                    .Any(t => (t.Model, t.Version, t.To) == (moved.Value.Model, moved.Value.Version, moved.Value.Stage))
            select $"{moved.Key}: the move {moved.Value} was acknowledged and is not in the history";
    }

    // The value after the last acknowledged one may have been written without an answer; none earlier may be there.
    private static IEnumerable<string> LostTags(Registry registry, Acknowledged acknowledged) =>
        from tag in acknowledged.Tags
        let found = long.Parse(
            registry.Tags.GetValueOrDefault(tag.Key, "0"),
            System.Globalization.CultureInfo.InvariantCulture
        )
        where found < tag.Value || found > tag.Value + 1
        select $"tag {tag.Key} is {found}, acknowledged was {tag.Value}";

    private static IEnumerable<string> GapsInNumbers(Registry registry) =>
        from model in registry.Versions.Keys.GroupBy(key => key.Model)
        where model.Max(key => key.Version) != model.Count()
        select $"{model.Key} has {model.Count()} versions and the highest is {model.Max(key => key.Version)}";

    // State and history together: each version's moves join on, and the last one leads to where it is.
    private static IEnumerable<string> BrokenHistories(Registry registry)
    {
        var histories = registry.History.ToLookup(transition => (transition.Model, transition.Version));
        foreach (var (key, version) in registry.Versions)
        {
            string? at = null;
            foreach (var transition in histories[key])
            {
                if (transition.From != at)
                {
                    yield return $"{key} was in {at ?? "nothing"} and its next move is from {transition.From}";
                }

                at = transition.To;
            }

            if (at != version.Stage)
            {
                yield return $"{key} is in {version.Stage} and its history ends in {at ?? "nothing"}";
            }
        }
    }

    // Every move to Production archives; Canary holds one.
    private static IEnumerable<string> TwoHolders(Registry registry) =>
        from version in registry.Versions.Values
        where version.Stage is "Production" or "Canary"
        group version by (version.Model, version.Stage) into holders
        where holders.Count() > 1
        select $"{holders.Key} is held by {string.Join(", ", holders.Select(v => v.Version))}";

    // Who was displaced and who displaced it moved in one transaction: the one is never there without the other.
    private static IEnumerable<string> HalfMoves(Registry registry)
    {
        var arrivals = registry
            .History.Where(transition => transition.DisplacedBy is null)
            .Select(transition => (transition.RequestId, transition.Model, (int?)transition.Version, transition.To))
            .ToHashSet();
        return from left in registry.History
            where left.DisplacedBy is not null
            where !arrivals.Contains((left.RequestId, left.Model, left.DisplacedBy, left.From))
            select $"version {left.Version} of {left.Model} made room for {left.DisplacedBy}, which did not come";
    }

    private static IEnumerable<string> DoneTwice(Registry registry) =>
        from transition in registry.History
        where transition.DisplacedBy is null && transition.Reason.StartsWith("op-", StringComparison.Ordinal)
        group transition by transition.Reason into same
        where same.Count() > 1
        select $"{same.Key} was carried out {same.Count()} times";
}
