namespace Gradus.Core.Architecture;

/// <summary>A project exists only to hold back a dependency; ARCHITECTURE.md says which may know which.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Gradus.Core"] = [],
        ["Gradus.Protocol"] = [],
        ["Gradus.Data"] = ["Gradus.Core"],
        ["Gradus.Artifacts"] = ["Gradus.Core"],
        ["Gradus.Evaluation"] = ["Gradus.Core"],
        ["Gradus.Worker"] = ["Gradus.Core", "Gradus.Protocol", "Gradus.Evaluation"],
        ["Gradus.Serving"] = ["Gradus.Protocol", "Gradus.Evaluation", "Gradus.Artifacts"],
        ["Gradus.Server"] = ["Gradus.Core", "Gradus.Protocol", "Gradus.Data", "Gradus.Artifacts"],
        ["Gradus.Cli"] = ["Gradus.Protocol"],
    };

    [Fact]
    public void There_are_projects_to_look_at() => Repository.References.Count.ShouldBeGreaterThanOrEqualTo(6);

    [Fact]
    public void Projects_refer_only_to_those_they_may_know()
    {
        var unwanted =
            from project in Repository.References
            from reference in project.Value
            where !Allowed.TryGetValue(project.Key, out var allowed) || !allowed.Contains(reference)
            select $"{project.Key} → {reference}";

        unwanted.ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_has_its_place_in_the_picture() =>
        Repository.References.Keys.Except(Allowed.Keys).ShouldBeEmpty();

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
}
