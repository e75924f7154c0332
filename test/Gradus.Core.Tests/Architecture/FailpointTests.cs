using System.Text.RegularExpressions;
using Gradus.Core.Faults;

namespace Gradus.Core.Architecture;

/// <summary>A failpoint is one moment, so one place of the code; the two databases have their moments each.</summary>
public sealed partial class FailpointTests
{
    private static readonly ILookup<string, string> Places = (
        from file in Repository.SourceFiles
        from match in Passing().Matches(File.ReadAllText(file))
        select (Name: match.Groups[1].Value, File: Repository.Relative(file))
    ).ToLookup(place => place.Name, place => place.File);

    [Fact]
    public void There_are_40_failpoints_at_least() =>
        Enum.GetValues<Failpoint>().Length.ShouldBeGreaterThanOrEqualTo(40);

    [Fact]
    public void Every_failpoint_is_passed_at_one_place_of_each_database() =>
        Enum.GetNames<Failpoint>()
            .Where(name => !IsOnePlace([.. Places[name]]))
            .Select(name => $"{name}: {string.Join(", ", Places[name])}")
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_in_the_programs_arms_failpoints() =>
        Repository
            .SourceFiles.Where(file => Arming().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Failpoints.Armed = trap.Pass;", true)]
    [InlineData("    Failpoints . Armed += Kill;", true)]
    [InlineData("Armed?.Invoke(failpoint);", false)]
    public void The_rule_for_arming_sees_what_it_is_to_see(string statement, bool arms) =>
        Arming().IsMatch(statement).ShouldBe(arms);

    // One; or two, of which the other database's is the second.
    private static bool IsOnePlace(string[] files) =>
        files.Length == 1
        || (files.Length == 2 && files.Count(IsOfSqlite) == 1 && files.Count(file => !IsOfSqlite(file)) == 1);

    private static bool IsOfSqlite(string file) => file.Contains("/Sqlite", StringComparison.Ordinal);

    [GeneratedRegex(@"Failpoints\.Pass\(Failpoint\.(\w+)\)")]
    private static partial Regex Passing();

    [GeneratedRegex(@"Failpoints\s*\.\s*Armed\s*\+?=")]
    private static partial Regex Arming();
}
