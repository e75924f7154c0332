using Gradus.Core.Policies;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>Permissions name stages that exist, and lock nobody out for good.</summary>
internal static class PermissionCheck
{
    public static void Check(Fields file, Policy policy, IReadOnlyList<string>? known, ProblemList problems)
    {
        var permissions = file.Sections("permissions");
        foreach (var permission in permissions)
        {
            foreach (
                var stage in permission.Scalars("stages").Where(stage => !stage.Text.AsSpan().ContainsAny('*', '?'))
            )
            {
                CrossCheck.Stage(stage, permission.Below("stages"), known, problems);
            }
        }

        if (permissions.Count == 0 || problems.AnyIn("permissions") || problems.AnyIn("roles"))
        {
            return;
        }

        if (!policy.Grants.Any(grant => grant.Covers(PolicyAction.ApplyPolicy, null, null) && Reaches(grant, policy)))
        {
            problems.Add(
                file.At("permissions"),
                "permissions",
                "The permissions let nobody 'apply-policy', so this policy could never be replaced; allow it to somebody."
            );
        }

        CheckApprovers(file, policy, problems);
    }

    // Without it every promotion into the stage would wait for ever.
    private static void CheckApprovers(Fields file, Policy policy, ProblemList problems)
    {
        foreach (
            var stage in file.Sections("stages").Concat(file.Sections("models").SelectMany(m => m.Sections("stages")))
        )
        {
            var name = stage.Text("name") ?? "";
            if (
                stage.Section("approvals") is { } approvals
                && !policy.Grants.Any(grant => grant.Covers(PolicyAction.Approve, null, name) && Reaches(grant, policy))
            )
            {
                problems.Add(
                    approvals.Node,
                    approvals.Path,
                    $"'{YamlScalar.Quote(name)}' needs approvals, and the permissions let nobody 'approve' there."
                );
            }
        }
    }

    // A role without people is nobody.
    private static bool Reaches(Grant grant, Policy policy) =>
        grant.To.Any(to => !policy.Roles.TryGetValue(to, out var people) || people.Count > 0);
}
