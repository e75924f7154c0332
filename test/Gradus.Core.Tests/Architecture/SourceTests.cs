using System.Text.RegularExpressions;

namespace Gradus.Core.Architecture;

/// <summary>What the house style says of every file in src.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400;

    [Fact]
    public void There_are_files_to_look_at() => Repository.SourceFiles.Count.ShouldBeGreaterThan(50);

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Repository
            .SourceFiles.Where(file => File.ReadLines(file).Count() > MaxLines)
            .Select(Repository.Relative)
            .ShouldBeEmpty();

    [Fact]
    public void No_type_is_named_for_nothing_in_particular() =>
        Repository
            .SourceFiles.SelectMany(file => VagueName().Matches(File.ReadAllText(file)))
            .Select(match => match.Value)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("internal sealed class PromotionManager", true)]
    [InlineData("public static class StringUtil", true)]
    [InlineData("record struct ModelInfoHelper(int X)", true)]
    [InlineData("interface IThingService", true)]
    [InlineData("class Serviceable", false)]
    [InlineData("class Manifest", false)]
    public void The_rule_for_names_sees_what_it_is_to_see(string declaration, bool vague) =>
        VagueName().IsMatch(declaration).ShouldBe(vague);

    [Fact]
    public void No_file_has_regions() => Containing("#region").ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_the_files_folder()
    {
        var elsewhere =
            from file in Repository.SourceFiles
            let match = Namespace().Match(File.ReadAllText(file))
            where match.Success
            let folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Join(Repository.Root, "src"), file))!
            let expected = folder.Replace(Path.DirectorySeparatorChar, '.')
            where match.Groups[1].Value != expected
            select $"{Repository.Relative(file)}: {match.Groups[1].Value}";

        elsewhere.ShouldBeEmpty();
    }

    private static IEnumerable<string> Containing(string text) =>
        Repository
            .SourceFiles.Where(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal))
            .Select(Repository.Relative);

    [GeneratedRegex(
        @"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helper|Helpers|Util|Utils|Service|Processor|Impl)\b"
    )]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^namespace\s+([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
