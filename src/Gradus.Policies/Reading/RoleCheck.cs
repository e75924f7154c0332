using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>Roles hold people, approvals name roles that there are, and no quorum is larger than its roles.</summary>
internal sealed class RoleCheck
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _roles;
    private readonly ProblemList _problems;

    private RoleCheck(Policy policy, ProblemList problems) => (_roles, _problems) = (policy.Roles, problems);

    public static void Check(Fields file, Policy policy, ProblemList problems)
    {
        var check = new RoleCheck(policy, problems);
        check.CheckPeople(file);
        foreach (
            var stage in file.Sections("stages").Concat(file.Sections("models").SelectMany(m => m.Sections("stages")))
        )
        {
            if (stage.Section("approvals") is { } approvals)
            {
                check.CheckNames(approvals);
                check.CheckQuorum(approvals);
            }
        }
    }

    private void CheckPeople(Fields file)
    {
        foreach (var role in file.Entries("roles"))
        {
            foreach (var person in ((role.Value as YamlList)?.Items ?? []).OfType<YamlScalar>())
            {
                var wrong =
                    person.Text == "*" ? "A role lists people by name; '*' stands for everyone in permissions only."
                    : _roles.ContainsKey(person.Text)
                        ? $"'{YamlScalar.Quote(person.Text)}' is a role; a role lists people, and roles are not nested."
                    : null;
                if (wrong is not null)
                {
                    _problems.Add(person, $"roles.{YamlScalar.Quote(role.Key.Text)}", wrong);
                }
            }
        }
    }

    private void CheckNames(Fields approvals)
    {
        var known = _roles.Count == 0 ? "The file has no roles" : $"Roles: {string.Join(", ", _roles.Keys)}";
        foreach (var role in approvals.Scalars("roles").Where(role => !_roles.ContainsKey(role.Text)))
        {
            _problems.Add(
                role,
                approvals.Below("roles"),
                $"Role '{YamlScalar.Quote(role.Text)}' does not exist.{Nearest.Hint(role.Text, _roles.Keys)} {known}."
            );
        }
    }

    private void CheckQuorum(Fields approvals)
    {
        var roles = approvals.Texts("roles");
        var names = roles.SelectMany(role => _roles.GetValueOrDefault(role, [])).Distinct().ToList();
        var people = names.Count;
        // How many a group has is not for the file to know.
        var isKnown = !names.Any(name => name.StartsWith(Grant.GroupPrefix, StringComparison.Ordinal));
        if (isKnown && roles.Count > 0 && roles.All(_roles.ContainsKey) && approvals.Whole("required") > people)
        {
            var required =
                approvals.Whole("required") == 1 ? "1 approval is" : $"{approvals.Whole("required")} approvals are";
            var have = roles.Count == 1 ? "has" : "have";
            _problems.Add(
                approvals.At("required"),
                approvals.Below("required"),
                $"{required} required, and {Listing.And(roles)} {have} {people} {(people == 1 ? "person" : "people")}."
            );
        }
    }
}
