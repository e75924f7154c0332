using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace Gradus.Worker.Kubernetes;

/// <summary>What the guide says to apply, as it stands there.</summary>
public sealed partial class GuideTests
{
    private static readonly string Page = File.ReadAllText(
        Path.Join(Path.GetDirectoryName(Here()), "..", "..", "..", "docs", "guide", "kubernetes.md")
    );

    private static readonly List<object> Applied = KubernetesYaml.LoadAllFromString(
        Manifest().Match(Page).Groups[1].Value,
        null,
        true
    );

    [Fact]
    public void It_is_of_the_forms_that_kubernetes_knows() =>
        Applied
            .Select(one => one.GetType())
            .ShouldBe([typeof(V1ServiceAccount), typeof(V1Role), typeof(V1RoleBinding), typeof(V1Deployment)]);

    [Fact]
    public void The_role_allows_what_a_dispatcher_does_and_no_more() =>
        Applied
            .OfType<V1Role>()
            .Single()
            .Rules.Select(rule => (string.Join(' ', rule.Resources), string.Join(' ', rule.Verbs)))
            .ShouldBe([("jobs", "create get list delete"), ("pods", "list")]);

    [Fact]
    public void The_binding_and_the_pod_are_of_the_account_that_is_made()
    {
        var account = Applied.OfType<V1ServiceAccount>().Single();
        var binding = Applied.OfType<V1RoleBinding>().Single();
        var pod = Applied.OfType<V1Deployment>().Single().Spec.Template.Spec;

        (binding.Subjects.Single().Name, binding.RoleRef.Name, pod.ServiceAccountName).ShouldBe(
            (account.Name(), Applied.OfType<V1Role>().Single().Name(), account.Name())
        );
        pod.Containers.Single().Args.ShouldBe(["--kubernetes", "--max-jobs", "10"]);
    }

    [GeneratedRegex("^```yaml dispatcher\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Manifest();

    private static string Here([CallerFilePath] string path = "") => path;
}
