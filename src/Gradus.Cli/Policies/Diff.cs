using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Policies;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy diff A B</c></summary>
internal static class Diff
{
    public static Verb Create()
    {
        var from = Words.Text("from", "A", "A revision's number, or a file.");
        var to = Words.Text("to", "B", "A revision's number, or a file.");
        var verb = new Verb("diff", "Show how two policies differ: revisions, files, or one of each.")
        {
            Arguments = { from, to },
            Notes = ["Two files are compared without a server."],
            Examples = ["policy diff 3 4", "policy diff 4 gradus.yaml", "policy diff old.yaml new.yaml"],
        };
        verb.Does((run, cancel) => CompareAsync(run, run.Get(from), run.Get(to), cancel));
        return verb;
    }

    private static async Task<int> CompareAsync(Run run, string from, string to, CancellationToken cancel)
    {
        var (before, after) = (Revision(from), Revision(to));
        if (before is { } first && after is { } second)
        {
            return Answer(run, await run.Server.Policy.DiffAsync(first, second, cancel));
        }

        if (
            await TextAsync(run, from, before, cancel) is not { } old
            || await TextAsync(run, to, after, cancel) is not { } young
        )
        {
            return ExitCode.Refused;
        }

        var changes =
            PolicyDiff.BetweenTexts(old, young)
            ?? throw new IOException(
                $"Revision {before ?? after} was written for another version of Gradus, and this one cannot read it."
            );
        return Answer(run, new PolicyDiffDto(before, after, changes));
    }

    private static async Task<string?> TextAsync(Run run, string name, int? revision, CancellationToken cancel) =>
        revision is { } number
            ? (await run.Server.Policy.GetAsync(number, cancel)).Text
            : (await PolicyText.ReadValidAsync(run, name, cancel))?.Text;

    private static int Answer(Run run, PolicyDiffDto diff) =>
        run.Answer(
            diff,
            ProtocolJson.Default.PolicyDiffDto,
            (terminal, dto) => Plan.PrintChanges(terminal, dto.Changes)
        );

    private static int? Revision(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
