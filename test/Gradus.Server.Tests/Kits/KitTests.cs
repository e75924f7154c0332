using System.Xml.Linq;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests.Kits;

/// <summary>Every kit against a real server: what passes ends with 0, what does not fails the job and says why.</summary>
public sealed class KitTests : IAsyncLifetime
{
    private const string Policy = """
        version: 1
        stages:
          - name: Production
            gates:
              - documentation: { description: 10 }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-kit-").FullName;
    private TestServer _server = null!;

    public static TheoryData<string, string> Kits =>
        new()
        {
            { "github/action.yml", "run: |" },
            { "gitlab/promote.yml", "- |" },
            { "azure/promote.yml", "- bash: |" },
            { "jenkins/Jenkinsfile", "sh '''" },
        };

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.Api.Policy.ApplyAsync(Policy);
        await _server.Api.Models.CreateAsync(new CreateModelDto("churn"));
        await _server.Api.Versions.CreateAsync(
            "churn",
            new CreateVersionDto(Source: "s3://models/1", Description: "well described")
        );
        await _server.Api.Versions.CreateAsync("churn", new CreateVersionDto(Source: "s3://models/2"));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Kits))]
    public async Task What_passes_is_promoted_and_the_job_succeeds(string file, string begins)
    {
        var (exitCode, output) = await RunAsync(new Kit(file, begins), version: "1");

        exitCode.ShouldBe(0, output);
        (await _server.Api.Versions.GetAsync("churn", 1)).Stage.ShouldBe("Production");
        JUnit().Descendants("testcase").ShouldNotBeEmpty();
        JUnit().Descendants("failure").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kits))]
    public async Task What_does_not_pass_fails_the_job_with_what_was_not_met(string file, string begins)
    {
        var (exitCode, output) = await RunAsync(new Kit(file, begins), version: "2");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("missing: a description");
        (await _server.Api.Versions.GetAsync("churn", 2)).Stage.ShouldBe("None");
        JUnit().Descendants("failure").ShouldNotBeEmpty();
        (await File.ReadAllTextAsync(Path.Join(_folder, "gradus.md"))).ShouldContain("documentation");
    }

    [Theory]
    [MemberData(nameof(Kits))]
    public async Task A_value_is_never_run(string file, string begins)
    {
        var (exitCode, _) = await RunAsync(new Kit(file, begins), version: "$(touch harmed)\"; touch harmed; \"");

        exitCode.ShouldBe(2);
        File.Exists(Path.Join(_folder, "harmed")).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Kits))]
    public async Task A_run_that_writes_no_report_leaves_none_of_an_earlier_run_to_be_published(
        string file,
        string begins
    )
    {
        string[] reports = ["gradus.xml", "gradus.md"];
        foreach (var report in reports)
        {
            await File.WriteAllTextAsync(Path.Join(_folder, report), "of an earlier run");
        }

        var (exitCode, _) = await RunAsync(new Kit(file, begins), version: "nonsense");

        exitCode.ShouldBe(2);
        reports.Where(report => File.Exists(Path.Join(_folder, report))).ShouldBeEmpty();
    }

    private Task<(int ExitCode, string Output)> RunAsync(Kit kit, string version) =>
        kit.RunAsync(
            _folder,
            new Dictionary<string, string>
            {
                ["GRADUS_SERVER"] = _server.Address.ToString(),
                ["MODEL"] = "churn",
                ["STAGE"] = "Production",
                ["VERSION"] = version,
                ["BEST"] = "",
                ["DATA"] = "",
                ["REASON"] = "",
                ["TIMEOUT"] = "1m",
                ["GITHUB_STEP_SUMMARY"] = Path.Join(_folder, "summary.md"),
            }
        );

    private XDocument JUnit() => XDocument.Load(Path.Join(_folder, "gradus.xml"));
}
