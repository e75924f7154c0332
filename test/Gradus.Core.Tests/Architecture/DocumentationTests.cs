using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Gradus.Core.Architecture;

/// <summary>
/// Everything public in src says what it is for. The compiler refuses what has no comment (CS1591 as an error); here it is
/// seen that nobody switched that off, and that no summary is empty.
/// </summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void The_compiler_refuses_public_things_without_a_summary()
    {
        var shared = File.ReadAllText(Path.Join(Repository.Root, "Directory.Build.props"));

        shared.ShouldContain("<GenerateDocumentationFile>true<");
        shared.ShouldContain("<TreatWarningsAsErrors>true<");
    }

    [Fact]
    public void Nothing_in_src_switches_that_off()
    {
        string[] settings =
        [
            "Directory.Build.props",
            "Directory.Build.targets",
            ".editorconfig",
            "eng/Src.targets",
            "eng/src.globalconfig",
        ];
        var projects = Directory.EnumerateFiles(
            Path.Join(Repository.Root, "src"),
            "*.csproj",
            SearchOption.AllDirectories
        );
        string[] switches = ["CS1591", "<GenerateDocumentationFile>false", "<TreatWarningsAsErrors>false"];

        settings
            .Select(file => Path.Join(Repository.Root, file))
            .Concat(projects)
            .Concat(Repository.SourceFiles)
            .Where(file =>
                File.ReadAllText(file) is var text && switches.Any(s => text.Contains(s, StringComparison.Ordinal))
            )
            .Select(Repository.Relative)
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_summary_is_empty() =>
        Repository
            .SourceFiles.Where(file => EmptySummary().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative)
            .ShouldBeEmpty();

    [Fact]
    public void Every_public_type_of_Core_has_a_summary_in_the_documentation_file()
    {
        var assembly = typeof(Caller).Assembly;
        var summaries = XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("summary")?.Value.Trim().Length > 10)
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);

        assembly.GetExportedTypes().Where(type => !summaries.Contains($"T:{type.FullName}")).ShouldBeEmpty();
        summaries.Count.ShouldBeGreaterThan(150);
    }

    [GeneratedRegex(@"<summary>\s*(///\s*)*</summary>")]
    private static partial Regex EmptySummary();
}
