using CsCheck;

namespace Gradus.Policies.Reading;

/// <summary>Whatever a file holds, the reader answers: with a policy, or with what is wrong and where.</summary>
public sealed class AnyTextTests
{
    private static readonly string[] Originals =
    [
        Files.Whole,
        Checkout.Read("test", "Gradus.Policies.Tests", "Reading", "Broken.yaml"),
        .. PolicyPresets.Names.Select(name => PolicyPresets.Find(name)!),
    ];

    private static readonly Gen<Func<string, string>> Mutation = Gen.OneOf(
        Lines((lines, at, _) => lines.RemoveAt(at)),
        Lines((lines, at, _) => lines.Insert(at, lines[at])),
        Lines((lines, at, other) => (lines[at], lines[other]) = (lines[other], lines[at])),
        Lines((lines, at, other) => lines[at] = lines[other]),
        Lines((lines, at, _) => lines[at] = "  " + lines[at]),
        Gen.Select(Gen.Double.Unit, Gen.String, (share, noise) => At(share, (text, at) => text.Insert(at, noise))),
        Gen.Select(
            Gen.Double.Unit,
            Gen.Char["[]{}:,&*!|>'\"%@`#-?~ \n\t0\u0000\uD800é"],
            (share, sign) => At(share, (text, at) => text[..at] + sign + text[Math.Min(text.Length, at + 1)..])
        ),
        Gen.Double.Unit.Select(share => At(share, (text, at) => text[..at])),
        Gen.Double.Unit.Select(share => At(share, (text, at) => text[at..]))
    );

    [Fact]
    public void A_policy_file_that_was_tampered_with_is_answered() =>
        Gen.Select(Gen.OneOf(Originals), Mutation.Array[1, 6])
            .Sample(
                (text, mutations) => IsAnswered(mutations.Aggregate(text, (changed, mutate) => mutate(changed))),
                iter: 3_000
            );

    [Fact]
    public void Any_text_is_answered() => Gen.String.Sample(IsAnswered, iter: 3_000);

    [Fact]
    public void Large_rubbish_is_answered_in_time()
    {
        string[] rubbish =
        [
            string.Concat(Enumerable.Repeat("- a\n", 250_000)),
            string.Concat(Enumerable.Repeat("a: ", 300_000)),
            string.Concat(Enumerable.Repeat("{a: ", 250_000)),
            "version: 1\n" + string.Concat(Enumerable.Range(0, 9_000).Select(i => $"key{i}: 1\n")),
            "version: 1\nstages:\n"
                + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"- name: stage{i}\n  soak: x\n")),
            "version: 1\n" + new string('k', 900_000) + ": 1\n",
            "version: 1\nmode: " + new string('9', 900_000),
        ];
        var watch = System.Diagnostics.Stopwatch.StartNew();

        rubbish.ShouldAllBe(text => PolicyFile.Parse(text).Problems.Count > 0);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static bool IsAnswered(string text)
    {
        var reading = PolicyFile.Parse(text);
        return (reading.Policy is null) == (reading.Problems.Count > 0)
            && reading.Problems.All(problem => problem is { Line: >= 1, Column: >= 1, Message.Length: > 10 });
    }

    private static Gen<Func<string, string>> Lines(Action<List<string>, int, int> change) =>
        Gen.Select(
            Gen.Double.Unit,
            Gen.Double.Unit,
            Func<string, string> (at, other) =>
                text =>
                {
                    var lines = text.Split('\n').ToList();
                    change(lines, (int)(at * lines.Count), (int)(other * lines.Count));
                    return string.Join('\n', lines);
                }
        );

    private static Func<string, string> At(double share, Func<string, int, string> change) =>
        text => change(text, (int)(share * text.Length));
}
