using System.Text.Json;

namespace Gradus.Core.Architecture;

/// <summary>What tools/mutation is told is true of these sources, though it runs too long to run with every change.</summary>
public sealed class MutationTests
{
    private static readonly string Core = Path.Join(Repository.Root, "src/Gradus.Core");

    private static readonly JsonElement Configuration = JsonDocument
        .Parse(File.ReadAllText(Path.Join(Repository.Root, "test/Gradus.Core.Tests/stryker-config.json")))
        .RootElement.GetProperty("stryker-config");

    private static string[] Patterns =>
        [.. Configuration.GetProperty("mutate").EnumerateArray().Select(pattern => pattern.GetString()!)];

    [Fact]
    public void What_is_mutated_and_what_is_left_out_is_there() =>
        Patterns
            .Where(pattern =>
                pattern.Split("**/", 2) is not [_, var path]
                || Path.Join(Core, Path.GetDirectoryName(path)) is var folder && !Directory.Exists(folder)
                || Directory.GetFiles(folder, Path.GetFileName(path)).Length == 0
            )
            .ShouldBeEmpty();
}
