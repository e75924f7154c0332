using System.Diagnostics;

namespace Gradus.Worker.Kubernetes;

/// <summary>How a dispatcher is not started.</summary>
public sealed class DispatchCommandTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Without_a_cluster_it_is_one_sentence_and_exit_code_1() =>
        Said(1, "")
            .ShouldBe(
                "There is no cluster: run with --kubernetes in a pod with a service account, or name a configuration in KUBECONFIG."
            );

    [Fact]
    public void A_configuration_that_cannot_be_read_is_one_sentence_and_exit_code_1()
    {
        var file = Path.Join(_home.FullName, "config");
        File.WriteAllText(file, "apiVersion: v1\nkind: Config\ncurrent-context: nowhere\n");

        Said(1, file).ShouldStartWith("The cluster's configuration cannot be read: ");
        Said(1, Path.Join(_home.FullName, "missing")).ShouldStartWith("The cluster's configuration cannot be read: ");
        File.WriteAllText(file, "a: [");
        Said(1, file).ShouldStartWith("The cluster's configuration cannot be read: ");
    }

    [Theory]
    [InlineData("--max-jobs", "0", "--max-jobs is 1 to 1000.")]
    [InlineData("--start-within", "5", "--start-within is 10 to 86400 seconds.")]
    [InlineData("--once", "true", "--kubernetes hands work out and --once does a piece of it: give one of them.")]
    public void Wrong_usage_is_told_and_has_exit_code_2(string option, string value, string problem)
    {
        var file = Path.Join(_home.FullName, "config");
        File.WriteAllText(
            file,
            """
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{ name: c, context: { cluster: c, user: u } }]
            clusters: [{ name: c, cluster: { server: "http://127.0.0.1:1" } }]
            users: [{ name: u, user: { token: secret } }]
            """
        );

        Said(2, file, option, value).ShouldBe(problem);
    }

    private string Said(int exitCode, string configuration, params string[] arguments)
    {
        using var process = Start(configuration, arguments);
        process.WaitForExit(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        var said = process.StandardError.ReadToEnd().TrimEnd();
        process.ExitCode.ShouldBe(exitCode, said);
        said.Split('\n').Length.ShouldBe(1, said);
        return said;
    }

    private Process Start(string configuration, string[] arguments) =>
        ShippedAgent.Start(
            new Uri("http://127.0.0.1:1"),
            _home.FullName,
            ["--kubernetes", .. arguments],
            [$"KUBECONFIG={configuration}", $"HOME={_home.FullName}"],
            asNobody: false
        );
}
