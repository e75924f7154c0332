using Gradus.Core.Policies;
using Gradus.Policies.Shapes;

namespace Gradus.Policies.Differences;

/// <summary>What changes in roles and permissions.</summary>
internal static class PeopleDiff
{
    public static void Compare(Policy a, Policy b, Changes changes)
    {
        changes.CompareSets("role", a.Roles.Keys, b.Roles.Keys);
        foreach (var role in a.Roles.Keys.Union(b.Roles.Keys))
        {
            changes
                .Of($"role {role}")
                .CompareSets("member", a.Roles.GetValueOrDefault(role, []), b.Roles.GetValueOrDefault(role, []));
        }

        changes.Compare("permissions", Extent(a), Extent(b));
        changes.CompareSets("permission", a.Grants.Select(Say), b.Grants.Select(Say));
    }

    private static string Extent(Policy policy) =>
        policy.Grants.Count == 0 ? "everyone may do everything" : "only what is listed";

    private static string Say(Grant grant) =>
        $"'{Listing.And([.. grant.Actions.Select(Words.Actions.For)])} to {Listing.And(grant.To)}"
        + Where("in", grant.Stages)
        + Where("for models", grant.Models)
        + "'";

    private static string Where(string word, IReadOnlyList<NamePattern> patterns) =>
        patterns is [{ Text: "*" }] ? "" : $" {word} {Listing.And([.. patterns.Select(pattern => pattern.Text)])}";
}
