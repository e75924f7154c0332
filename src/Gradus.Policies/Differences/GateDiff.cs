using System.Globalization;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;
using Gradus.Policies.Shapes;

namespace Gradus.Policies.Differences;

/// <summary>What changes in a list of gates: which are gone, which are new, and what became of those that stay.</summary>
internal static class GateDiff
{
    private const string Whoever = "whoever";

    private static readonly string[] Telling =
    [
        "margin",
        "at_most",
        "description",
        "tags",
        "sections",
        "keys",
        "roots",
        "identities",
        "issuer",
        "uncovered",
    ];

    public static void Compare(IReadOnlyList<GateRule> a, IReadOnlyList<GateRule> b, Changes changes)
    {
        foreach (var subject in a.Concat(b).Select(rule => SubjectOf(rule.Gate)).Distinct())
        {
            var before = a.Where(rule => SubjectOf(rule.Gate) == subject).ToList();
            var after = b.Where(rule => SubjectOf(rule.Gate) == subject).ToList();
            if (before.Count == 1 && after.Count == 1)
            {
                CompareOne(before[0], after[0], changes.Of(subject));
            }
            else
            {
                CompareMany(before, after, changes);
            }
        }

        changes.CompareOrder(
            "gates",
            [.. a.Select(rule => LabelOf(rule.Gate))],
            [.. b.Select(rule => LabelOf(rule.Gate))]
        );
    }

    private static void CompareMany(List<GateRule> before, List<GateRule> after, Changes changes)
    {
        var becomes = after.DistinctBy(rule => rule.Gate.Name).ToDictionary(rule => rule.Gate.Name);
        foreach (var rule in before)
        {
            if (becomes.Remove(rule.Gate.Name, out var same))
            {
                CompareOne(rule, same, changes.Of(LabelOf(rule.Gate)));
            }
            else
            {
                changes.Add($"{WholeOf(rule)} removed");
            }
        }

        changes.AddRange(becomes.Values.Select(rule => $"{WholeOf(rule)} added"));
    }

    private static void CompareOne(GateRule a, GateRule b, Changes changes)
    {
        var (before, after) = (TermsOf(a), TermsOf(b));
        foreach (var (key, value) in before)
        {
            changes.Compare(key, value, after[key]);
        }
    }

    // A gate that comes or goes is told with what it asks, as far as its name does not say that.
    private static string WholeOf(GateRule rule)
    {
        List<string> asked =
        [
            .. OwnTermsOf(rule.Gate)
                .Where(term => Telling.Contains(term.Key) && term.Value is not ("0" or "[]" or Whoever))
                .Select(term => $"{term.Key} {term.Value}"),
            .. rule.ReportOnly ? ["report_only"] : Array.Empty<string>(),
        ];
        return asked.Count == 0 ? LabelOf(rule.Gate) : $"{LabelOf(rule.Gate)} ({string.Join(", ", asked)})";
    }

    // What a gate is about: two gates about the same are one that changed.
    private static string SubjectOf(IGate gate) =>
        gate switch
        {
            ThresholdGate { Dataset: null } threshold => $"threshold logged {threshold.Metric}",
            ThresholdGate threshold => $"threshold {threshold.Metric}",
            SliceGate slices => $"slices {slices.Metric} by {slices.By}",
            FairnessGate fairness => $"fairness {fairness.Measure} by {fairness.By}",
            DriftGate drift => $"drift {drift.Measure} of {drift.Dataset} from {drift.Reference}",
            LatencyGate latency => FormattableString.Invariant($"latency p{latency.Percentile}"),
            LoadLatencyGate latency => FormattableString.Invariant($"latency under load p{latency.Percentile}"),
            RivalLatencyGate => "latency beside the incumbent",
            _ => LabelOf(gate),
        };

    private static string LabelOf(IGate gate) =>
        gate.Name.StartsWith(gate.Kind, StringComparison.Ordinal) ? gate.Name : $"{gate.Kind} {gate.Name}";

    private static Dictionary<string, string> TermsOf(GateRule rule)
    {
        var terms = OwnTermsOf(rule.Gate).ToDictionary(term => term.Key, term => term.Value);
        terms["report_only"] = rule.ReportOnly ? "true" : "false";
        terms["runner"] = rule.Runner ?? "any worker";
        terms["retries"] = Number(rule.Retries);
        terms["fresh"] = rule.Fresh is { } time ? Measures.Write(time) : "as usual";
        return terms;
    }

    private static (string Key, string Value)[] TermsOf(RequestLoad load) =>
        [
            ("rate", Number(load.PerSecond)),
            ("requests", Number(load.Requests)),
            ("confidence", $"{Number(load.Confidence * 100)}%"),
        ];

    private static (string Key, string Value)[] OwnTermsOf(IGate gate) =>
        gate switch
        {
            ThresholdGate threshold => [("bound", $"{threshold.Bound}"), ("data", threshold.Dataset ?? "logged")],
            IncumbentGate incumbent =>
            [
                ("margin", Margin(incumbent.Margin, incumbent.IsRelative)),
                ("confidence", "none"),
                ("data", incumbent.Dataset),
            ],
            ConfidentIncumbentGate incumbent =>
            [
                ("margin", Margin(incumbent.Margin, incumbent.IsRelative)),
                ("confidence", $"{Number(incumbent.Confidence * 100)}%"),
                ("data", incumbent.Dataset),
            ],
            DriftGate drift => [("bound", $"{drift.Bound}")],
            FairnessGate fairness =>
            [
                ("bound", $"{fairness.Bound}"),
                ("confidence", fairness.Confidence is { } sure ? $"{Number(sure * 100)}%" : "none"),
                ("min_examples", Number(fairness.MinExamples)),
                ("data", fairness.Dataset),
            ],
            SliceGate slices =>
            [
                ("bound", $"{slices.Bound}"),
                ("min_examples", Number(slices.MinExamples)),
                ("data", slices.Dataset),
            ],
            LatencyGate latency => [("bound", $"{Number(latency.MaxMilliseconds)} ms"), ("data", latency.Dataset)],
            LoadLatencyGate latency =>
            [
                ("bound", $"{Number(latency.MaxMilliseconds)} ms"),
                .. TermsOf(latency.Load),
                ("data", latency.Dataset),
            ],
            RivalLatencyGate latency =>
            [
                ("slower", $"{Number(latency.Slower * 100)}%"),
                .. TermsOf(latency.Load),
                ("data", latency.Dataset),
            ],
            SizeGate size => [("at_most", $"{Number(size.MaxBytes)} bytes")],
            ExternalGate external => [("wait", Measures.Write(external.Wait))],
            ServedGate served =>
            [
                ("gateways", served.Gateways.Count > 0 ? SayList(served.Gateways) : "all that are heard"),
                ("at_least", Number(served.AtLeast)),
                ("wait", Measures.Write(served.Wait)),
            ],
            TrafficGate traffic =>
            [
                ("errors", SayShare(traffic.MaxErrors)),
                ("p95_ms", traffic.MaxP95Milliseconds is { } time ? Number(time) : "any"),
                ("agreement", SayShare(traffic.MinAgreement)),
                ("requests", Number(traffic.Requests)),
                ("wait", Measures.Write(traffic.Wait)),
            ],
            DocumentationGate asked =>
            [
                ("description", Number(asked.MinDescription)),
                ("tags", SayList(asked.Tags)),
                ("sections", SayList(asked.Sections)),
            ],
            SignedGate signed =>
            [
                ("keys", SayList([.. signed.Signers.Keys.Select(key => Short(key.Fingerprint))])),
                ("roots", SayList([.. signed.Signers.Roots.Select(root => $"{root.Name} {Short(root.Digest.Hex)}")])),
                ("identities", SayList([.. signed.Signers.Identities.Select(identity => identity.Text)])),
                ("issuer", signed.Signers.Issuer ?? Whoever),
                ("uncovered", SayList([.. signed.Uncovered.Select(name => name.Text)])),
            ],
            CommandGate command => [.. TermsOf(command.Command), .. TermsOf(command.Limits)],
            WebhookGate webhook => [("url", webhook.Webhook.Url), .. TermsOf(webhook.Limits)],
            _ => [],
        };

    private static (string Key, string Value)[] TermsOf(CommandSpec command) =>
        [
            ("run", SayList(command.Arguments)),
            ("report", command.Report ?? "none"),
            (
                "env",
                SayList([
                    .. command
                        .Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
                        .Select(variable => $"{variable.Key}={variable.Value}"),
                ])
            ),
        ];

    private static (string Key, string Value)[] TermsOf(Limits? limits) =>
        [
            ("timeout", limits is null ? "as usual" : $"{Number(limits.TimeoutSeconds)} s"),
            ("memory", limits is null ? "as usual" : $"{Number(limits.MemoryBytes)} bytes"),
        ];

    private static string SayShare(double? share) => share is { } part ? $"{Number(part * 100)}%" : "any";

    private static string Margin(double margin, bool isRelative) =>
        isRelative ? $"{Number(margin * 100)}%" : Number(margin);

    // Enough of a digest to tell one key from another.
    private static string Short(string hex) => hex[..16];

    private static string SayList(IReadOnlyList<string> words) => $"[{string.Join(", ", words)}]";

    private static string Number(double number) => number.ToString("G12", CultureInfo.InvariantCulture);
}
