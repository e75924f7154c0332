using System.Text.RegularExpressions;

namespace Gradus.Core.Architecture;

/// <summary>A project exists only to hold back a dependency; the table in ARCHITECTURE.md says which may know which.</summary>
public sealed partial class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = TableRow()
        .Matches(File.ReadAllText(Path.Join(Repository.Root, "ARCHITECTURE.md")))
        .ToDictionary(
            row => row.Groups["project"].Value,
            row =>
                row.Groups["uses"]
                    .Value.Split(',', StringSplitOptions.TrimEntries)
                    .Where(name => name != "nothing")
                    .Select(name => $"Gradus.{name}")
                    .ToArray()
        );

    [Fact]
    public void The_table_lists_the_projects_that_there_are()
    {
        Allowed.Keys.ShouldBe(Repository.References.Keys, ignoreOrder: true);
        Allowed["Gradus.Core"].ShouldBeEmpty();
        Allowed["Gradus.Protocol"].ShouldBeEmpty();
    }

    [Fact]
    public void Projects_refer_only_to_those_they_may_know()
    {
        var unwanted =
            from project in Repository.References
            from reference in project.Value
            where !Allowed[project.Key].Contains(reference)
            select $"{project.Key} → {reference}";

        unwanted.ShouldBeEmpty();
    }

    [Fact]
    public void References_do_not_pass_on_what_they_refer_to()
    {
        File.ReadAllText(Path.Join(Repository.Root, "Directory.Build.props"))
            .ShouldContain("<DisableTransitiveProjectReferences>true<");
        Directory
            .EnumerateFiles(Path.Join(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("DisableTransitive", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Core_at_run_time_knows_nothing_but_the_base_library() =>
        typeof(Caller)
            .Assembly.GetReferencedAssemblies()
            .Select(assembly => assembly.Name)
            .ShouldAllBe(name => name!.StartsWith("System", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| `src/(?<project>Gradus\.\w+)` \|.*\| (?<uses>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
