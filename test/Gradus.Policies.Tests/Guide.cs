using System.Text;
using System.Text.RegularExpressions;
using Gradus.Policies.Shapes;

namespace Gradus.Policies;

/// <summary>The guide's pages with examples of policies, and the tables of keys of the one about policies.</summary>
internal static partial class Guide
{
    private static readonly string[] Page = ["docs", "guide", "policy.md"];
    private static readonly string[] Commands = ["docs", "guide", "test-commands.md"];

    public static IReadOnlyList<string> Examples { get; } =
    [.. Example().Matches(Checkout.Read(Page) + Checkout.Read(Commands)).Select(match => match.Groups[1].Value)];

    /// <summary>The page with its tables as the reader's keys are.</summary>
    public static string WithTables() => Tables().Replace(Checkout.Read(Page), _ => Write());

    public static void ShouldBe(string text) => Checkout.ShouldBeWhatIsCheckedIn(text, Page);

    private static string Write()
    {
        var page = new StringBuilder("<!-- keys -->\n");
        foreach (var section in Sections.All.Where(section => section.Keys.Count > 0))
        {
            page.Append($"\n### {char.ToUpperInvariant(section.Title[0])}{section.Title[1..]}\n\n");
            page.Append("| key | value | | without it |\n|---|---|---|---|\n");
            foreach (var key in section.Keys)
            {
                var otherwise =
                    key.IsRequired ? "required"
                    : section.OneOf.Contains(key.Name) ? "exactly one of these"
                    : key.Default ?? "";
                page.Append($"| `{key.Name}` | {Say(key.Shape)} | {key.Doc} | {otherwise} |\n");
            }
        }

        return page.Append("\n<!-- /keys -->").ToString();
    }

    private static string Say(Shape shape) =>
        shape switch
        {
            SectionShape { Keys: [] } => "`{}`",
            SectionShape section => $"[keys](#{section.Title.Replace(' ', '-')})",
            ListShape { Item: SectionShape } list => $"a list of {Say(list.Item)}",
            ListShape list => $"a list: {Say(list.Item)}",
            EitherShape either => $"{Say(either.Scalar)}, or {Say(either.Other)}",
            MapShape map => $"{map.Says}: {Say(map.Value)}",
            ChoiceShape choice => Listing.Or([.. choice.Words.Select(word => $"`{word}`")]),
            _ => shape.Says,
        };

    [GeneratedRegex(@"^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("<!-- keys -->.*<!-- /keys -->", RegexOptions.Singleline)]
    private static partial Regex Tables();
}
