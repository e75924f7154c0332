using Gradus.Core.Evaluations;

namespace Gradus.Policies.Shapes;

/// <summary>The gates that a file can ask for.</summary>
internal static class GateShapes
{
    private const string OnlyEvaluate = "the data set of the stage's only evaluate gate";

    private static readonly Key Data = new("data", Forms.Dataset, "The data set it is measured on.", OnlyEvaluate);

    private static readonly Key Metric = new("metric", Forms.Metric, "The metric.", null, true);

    private static readonly NumberShape Bound = new("a number", false);

    private static readonly NumberShape Milliseconds = new("a number of milliseconds from 0.001", false, 0.001);

    /// <summary>The kinds, in the order the guide shows them.</summary>
    public static readonly IReadOnlyList<Key> Kinds =
    [
        Kind(
            "evaluate",
            "A worker measures the version on a data set.",
            [],
            [Data with { Doc = "The data set.", Default = null, IsRequired = true }]
        ),
        Kind(
            "threshold",
            "A metric is on the right side of a bound; a metric that is not known does not pass.",
            [.. Words.Relations.Keys],
            [
                Metric,
                .. Words.Relations.Select(pair => new Key(pair.Key, Bound, $"The metric must be {pair.Value} this.")),
                Data,
                new Key(
                    "source",
                    new ChoiceShape(["logged"]),
                    "The metric that the client logged with the version, instead of one that is measured."
                ),
            ]
        ),
        Kind(
            "incumbent",
            "A metric is not worse than the present holder's, both measured on the same data.",
            [],
            [
                Metric,
                new Key(
                    "margin",
                    new EitherShape(Forms.Percent, new NumberShape("a number from 0", false, 0)),
                    "How much worse it may be: in the metric's unit, or as a share of the holder's value.",
                    "0"
                ),
                new Key(
                    "confidence",
                    Forms.Confidence,
                    "How sure it must be: the interval of the difference, of both versions' answers to the same examples, must lie above the margin. A difference that the data cannot tell is inconclusive.",
                    "the two values are compared as they are"
                ),
                Data,
            ]
        ),
        Kind(
            "slices",
            "A metric is on the right side of a bound on each part of the data that shares a value of one column.",
            [.. Words.Relations.Keys],
            [
                Metric,
                new Key(
                    "by",
                    Forms.Name,
                    $"The column: the data set's label, or one that it ignores, with {Slice.MostValues} values at most.",
                    null,
                    true
                ),
                .. Words.Relations.Select(pair => new Key(
                    pair.Key,
                    Bound,
                    $"The metric must be {pair.Value} this in each slice."
                )),
                new Key(
                    "min_examples",
                    new NumberShape("a whole number from 1", true, 1),
                    "Slices with fewer examples are not judged; if none has as many, the gate is inconclusive.",
                    "30"
                ),
                Data,
            ]
        ),
        Kind(
            "fairness",
            "A model of two classes treats the groups that a column names alike, within a bound.",
            [.. Words.Relations.Keys],
            [
                new Key(
                    "measure",
                    new ChoiceShape([.. FairnessNames.All]),
                    "What is measured of the groups.",
                    null,
                    true
                ),
                new Key(
                    "by",
                    Forms.Name,
                    "The column that names the group: one that the data set ignores.",
                    null,
                    true
                ),
                .. Words.Relations.Select(pair => new Key(pair.Key, Bound, $"The measure must be {pair.Value} this.")),
                new Key(
                    "confidence",
                    Forms.Confidence,
                    "How sure it must be: all of the measure's interval must be within the bound.",
                    "the value is judged as it is"
                ),
                new Key(
                    "min_examples",
                    new NumberShape("a whole number from 1", true, 1),
                    "Groups with fewer examples are not compared; fewer than two to compare are inconclusive.",
                    "30"
                ),
                Data,
            ]
        ),
        Kind(
            "drift",
            "A data set is not further from another than a bound, in the column that is furthest; of chi_square the p-value is bounded.",
            [.. Words.Relations.Keys],
            [
                new Key("measure", new ChoiceShape([.. DriftNames.All]), "How far.", null, true),
                new Key("reference", Forms.Dataset, "The data set that it is held against.", null, true),
                .. Words.Relations.Select(pair => new Key(pair.Key, Bound, $"The distance must be {pair.Value} this.")),
                Data with
                {
                    Doc = "The data set that is looked at.",
                },
            ]
        ),
        Kind("signature", "Callers of the present holder can be answered: no input or output breaks.", [], []),
        Kind(
            "signed",
            "An OpenSSF model signature among the version's files holds: who is trusted has signed exactly these bytes.",
            [],
            [
                new Key(
                    "keys",
                    new ListShape(Forms.PublicKey, 1),
                    "Keys that may sign: ECDSA over P-256, P-384 or P-521."
                ),
                new Key(
                    "roots",
                    new ListShape(Forms.Certificate, 1),
                    "Authorities by whose certificates may be signed."
                ),
                new Key(
                    "identities",
                    new ListShape(Forms.Pattern, 1),
                    "Whom the certificate must be of: an e-mail address, URI or host name of its or, where it has none of these, its whole subject; * in it stands for anything, and one with @ for addresses only.",
                    "anybody with a certificate of the roots"
                ),
                new Key(
                    "issuer",
                    Forms.Line,
                    "Who must have vouched for the identity, as the certificate's Sigstore extension says.",
                    "whoever"
                ),
                new Key(
                    "file",
                    Forms.SignatureFile,
                    "Where the signature lies among the version's files.",
                    Core.Signing.SignatureFile.UsualPath
                ),
                new Key(
                    "uncovered",
                    new ListShape(Forms.Pattern),
                    "Files that the signature need not cover; * in a name stands for anything.",
                    "none but the signature itself"
                ),
            ]
        ),
        Kind(
            "latency",
            "The time for one example, alone or under load, stays below a bound at a percentile, or is no longer than the holder's.",
            ["p50_ms", "p95_ms", "p99_ms", "slower"],
            [
                new Key("p50_ms", Milliseconds, "The most that half of the examples may take."),
                new Key("p95_ms", Milliseconds, "The most that 95 of 100 examples may take."),
                new Key("p99_ms", Milliseconds, "The most that 99 of 100 examples may take."),
                new Key(
                    "slower",
                    Forms.Percent,
                    "How much slower than the present holder's it may be on average, both measured by turns; needs 'rate'."
                ),
                new Key(
                    "rate",
                    new NumberShape("a number from 0.1 to 10000", false, 0.1, 10_000),
                    "How many requests arrive in a second, at random, whether or not those before are answered.",
                    "one example after the other"
                ),
                new Key(
                    "requests",
                    new NumberShape("a whole number from 100 to 1000000", true, 100, 1_000_000),
                    "How many there are; with 'rate'.",
                    "1000"
                ),
                new Key(
                    "confidence",
                    Forms.Confidence,
                    "How sure it must be: all of the interval must be within the bound; with 'rate'.",
                    "95%"
                ),
                Data,
            ]
        ),
        Kind(
            "size",
            "The version's files together are not larger than a bound.",
            [],
            [new Key("at_most", Forms.Size, "The bound.", null, true)]
        ),
        Kind(
            "command",
            "A test command, run by a worker on the version's files, exits with 0 (1: failed, 2: inconclusive, other: error).",
            [],
            [
                new Key("name", Forms.Name, "What the gate is called in results.", null, true),
                new Key(
                    "run",
                    new ListShape(Forms.Word, 1),
                    "The program and its arguments; no shell is between.",
                    null,
                    true
                ),
                new Key("report", new ChoiceShape(["junit", "json"]), "What it writes to REPORT_PATH."),
                new Key("timeout", Forms.Duration, "How long it may take.", "the promotion's limit, 5m by default"),
                new Key("memory", Forms.Size, "How much memory it may use.", "the promotion's limit, 2GiB by default"),
                new Key(
                    "env",
                    new MapShape("variables with values", Forms.Variable, Forms.Word with { Refuse = _ => null }),
                    "Variables it gets besides the fixed ones."
                ),
            ]
        ),
        Kind(
            "external",
            "A named check outside Gradus has reported that the version passed.",
            [],
            [
                new Key("check", Forms.Name, "What the check is called when it reports.", null, true),
                new Key("wait", Forms.Pause, "How long a promotion waits for the report.", "1h"),
            ]
        ),
        Kind(
            "served",
            "After the move: gateways have loaded the version's very bytes and serve them.",
            [],
            [
                new Key("gateways", new ListShape(Forms.Name, 1), "The gateways that must.", "all that are heard"),
                new Key(
                    "at_least",
                    new NumberShape("a whole number from 1 to 1000", true, 1, 1_000),
                    "How many must, where none is named.",
                    "1"
                ),
                new Key("wait", Forms.Duration, "How long they may take.", "2m"),
            ]
        ),
        Kind(
            "traffic",
            "After the move: the version answers real requests well, as gateways count them.",
            [],
            [
                new Key("errors", Forms.Share, "The greatest share of requests that fail."),
                new Key(
                    "p95_ms",
                    new NumberShape("a number above 0", false, double.Epsilon, 1e9),
                    "The most milliseconds that 95 of 100 answers take; told to within a fifth, and never too short."
                ),
                new Key(
                    "agreement",
                    Forms.Share,
                    "The least share of a shadow's answers that are the incumbent's too; asked of shadows only."
                ),
                new Key(
                    "requests",
                    new NumberShape("a whole number from 1 to 1000000000", true, 1, 1_000_000_000),
                    "How many requests are enough to judge it by.",
                    "100"
                ),
                new Key("wait", Forms.Duration, "How long it is waited for them.", "1h"),
            ]
        ),
        Kind(
            "documentation",
            "The version is documented.",
            [],
            [
                new Key(
                    "description",
                    new NumberShape("a whole number from 1 to 100000", true, 1, 100_000),
                    "The fewest characters of its description."
                ),
                new Key(
                    "tags",
                    new ListShape(Forms.Name),
                    "Tags that the version, or its model, must carry with a value."
                ),
                new Key(
                    "sections",
                    new ListShape(Forms.Name),
                    "Headings that the description, in Markdown, must hold with text under them."
                ),
            ]
        ),
        Kind(
            "http",
            "A webhook, asked by a worker, answers that the version passed.",
            [],
            [
                new Key("name", Forms.Name, "What the gate is called in results.", null, true),
                new Key("url", Forms.Url, "Where it is asked, by POST; without credentials.", null, true),
                new Key(
                    "timeout",
                    Forms.Duration,
                    "How long the answer may take.",
                    "the promotion's limit, 5m by default"
                ),
            ]
        ),
    ];

    /// <summary>A gate: one kind, and what all gates have.</summary>
    public static readonly SectionShape Gate = new(
        "a gate",
        [
            .. Kinds,
            new Key("report_only", new FlagShape(), "Its result is told and blocks nothing.", "false"),
            new Key(
                "retries",
                new NumberShape("a whole number from 0 to 10", true, 0, 10),
                "How often a check that failed technically is made again; never one that said no.",
                "0"
            ),
            new Key("runner", Forms.Runner, "Where its work is done: one of 'runners'.", "any worker"),
            new Key("fresh", Forms.Duration, "How old its evidence may be.", "7d"),
        ],
        [.. Kinds.Select(kind => kind.Name)]
    );

    private static Key Kind(string name, string doc, string[] oneOf, Key[] keys) =>
        new(name, new SectionShape($"{(name[0] is 'e' or 'i' or 'h' ? "an" : "a")} {name} gate", keys, oneOf), doc);
}
