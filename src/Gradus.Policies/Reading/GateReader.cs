using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>Reads a list of gates.</summary>
internal sealed class GateReader(ProblemList problems)
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan UsualConvergence = TimeSpan.FromMinutes(2);
    private static readonly string[] TrafficConditions = ["errors", "p95_ms", "agreement"];
    private const int UsualRequests = 100;
    private const long UsualSupport = 30;

    /// <summary>The data sets that a list of gates evaluates on.</summary>
    public static IReadOnlyList<string> Evaluated(IReadOnlyList<Fields> gates) =>
        [.. gates.Where(gate => gate.Has("evaluate")).Select(gate => gate.Section("evaluate")?.Text("data") ?? "")];

    /// <summary>Reads the gates, and tells those that are called the same.</summary>
    /// <param name="gates">As written.</param>
    /// <param name="evaluated">The data sets from which a gate that names none gets its own.</param>
    public IReadOnlyList<GateRule> Read(IReadOnlyList<Fields> gates, IReadOnlyList<string> evaluated)
    {
        var rules = new List<GateRule>();
        foreach (var gate in gates)
        {
            if (Read(gate, evaluated) is not { } rule)
            {
                continue;
            }

            if (rules.Any(other => other.Gate.Name == rule.Gate.Name))
            {
                problems.Add(
                    gate.Node,
                    gate.Path,
                    $"Two gates of this list are called '{YamlScalar.Quote(rule.Gate.Name)}'; results could not tell them apart."
                );
            }

            rules.Add(rule);
        }

        return rules;
    }

    private GateRule? Read(Fields gate, IReadOnlyList<string> evaluated)
    {
        var kind = GateShapes.Kinds.FirstOrDefault(kind => gate.Has(kind.Name))?.Name;
        return kind is not null && gate.Section(kind) is { } fields && Make(kind, fields, evaluated) is { } made
            ? RunnerReader.Check(
                gate,
                new GateRule(made, gate.Flag("report_only"), gate.Whole("retries") ?? 0, gate.Duration("fresh"))
                {
                    Runner = gate.Text("runner"),
                },
                problems
            )
            : null;
    }

    private IGate? Make(string kind, Fields gate, IReadOnlyList<string> evaluated) =>
        kind switch
        {
            "evaluate" => gate.Text("data") is { } data ? new EvaluationGate(data) : null,
            "threshold" => Threshold(gate, evaluated),
            "incumbent" => Incumbent(gate, evaluated),
            "slices" => Slices(gate, evaluated),
            "fairness" => Fairness(gate, evaluated),
            "drift" => Drift(gate, evaluated),
            "signature" => new SignatureGate(),
            "signed" => SignedReading.Read(gate, problems),
            "latency" => Latency(gate, evaluated),
            "size" => gate.Size("at_most") is { } size ? new SizeGate(size) : null,
            "command" => Command(gate),
            "external" => gate.Text("check") is { } check
                ? new ExternalGate(check, gate.Duration("wait") ?? UsualWait)
                : null,
            "documentation" => Documentation(gate),
            "served" => new ServedGate(
                gate.Texts("gateways"),
                gate.Whole("at_least") ?? 1,
                gate.Duration("wait") ?? UsualConvergence
            ),
            "traffic" => Traffic(gate),
            "http" => gate.Text("name") is { } name && gate.Text("url") is { } url
                ? new WebhookGate(new WebhookSpec(name, url), LimitsOf(gate))
                : null,
            _ => null,
        };

    private TrafficGate Traffic(Fields gate)
    {
        if (!TrafficConditions.Any(gate.Has))
        {
            problems.Add(
                gate.Node,
                gate.Path,
                "A traffic gate must ask for something: 'errors', 'p95_ms' or 'agreement'."
            );
        }

        return new TrafficGate(
            ShareOf(gate, "errors"),
            gate.Number("p95_ms"),
            ShareOf(gate, "agreement"),
            gate.Whole("requests") ?? UsualRequests,
            gate.Duration("wait") ?? UsualWait
        );
    }

    private ThresholdGate? Threshold(Fields gate, IReadOnlyList<string> evaluated)
    {
        var isLogged = gate.Has("source");
        if (isLogged && gate.Has("data"))
        {
            problems.Add(
                gate.At("data"),
                gate.Below("data"),
                "A logged metric has no data set: leave out 'data', or 'source: logged'."
            );
        }

        var data = isLogged ? null : DataOf(gate, "threshold", evaluated);
        if (data is not null)
        {
            CheckMeasured(gate, "metric", " For one that was logged with the version: 'source: logged'.");
        }

        return gate.Text("metric") is { } metric && BoundOf(gate) is { } bound
            ? new ThresholdGate(metric, bound, data)
            : null;
    }

    private SliceGate? Slices(Fields gate, IReadOnlyList<string> evaluated)
    {
        var data = DataOf(gate, "slices", evaluated);
        Check(gate, "metric", MetricNames.ComplaintOfSlices);
        return
            gate.Text("metric") is { } metric
            && gate.Text("by") is { } column
            && BoundOf(gate) is { } bound
            && data is not null
            ? new SliceGate(metric, column, bound, gate.Whole("min_examples") ?? UsualSupport, data)
            : null;
    }

    private FairnessGate? Fairness(Fields gate, IReadOnlyList<string> evaluated)
    {
        var data = DataOf(gate, "fairness", evaluated);
        return
            gate.Text("measure") is { } measure
            && gate.Text("by") is { } column
            && BoundOf(gate) is { } bound
            && data is not null
            ? new FairnessGate(
                measure,
                column,
                bound,
                gate.Whole("min_examples") ?? UsualSupport,
                data,
                ConfidenceOf(gate)
            )
            : null;
    }

    private DriftGate? Drift(Fields gate, IReadOnlyList<string> evaluated)
    {
        var data = DataOf(gate, "drift", evaluated);
        CheckChance(gate);
        return
            gate.Text("measure") is { } measure
            && gate.Text("reference") is { } reference
            && BoundOf(gate) is { } bound
            && data is not null
            ? new DriftGate(measure, bound, data, reference)
            : null;
    }

    private void CheckChance(Fields gate)
    {
        if (
            gate.Text("measure") == DriftNames.ChiSquare
            && BoundOf(gate) is { } bound
            && (!bound.IsFloor || bound.Value is <= 0 or >= 1)
        )
        {
            problems.Add(
                gate.Node,
                gate.Path,
                $"{DriftNames.ChiSquare} is judged by its p-value, which is small where data differ: give 'at_least' or 'above' a number between 0 and 1, such as 0.01."
            );
        }
    }

    private static double? ConfidenceOf(Fields gate) => ShareOf(gate, "confidence");

    private static double? ShareOf(Fields gate, string key) =>
        gate.Text(key) is { } written ? Measures.Percent(written) : null;

    private static Bound? BoundOf(Fields gate) =>
        Words.Relations.FirstOrDefault(pair => gate.Number(pair.Key) is not null) is { Key: { } key, Value: var sign }
            ? new Bound(sign, gate.Number(key)!.Value)
            : null;

    private IGate? Incumbent(Fields gate, IReadOnlyList<string> evaluated)
    {
        var data = DataOf(gate, "incumbent", evaluated);
        var confidence = ConfidenceOf(gate);
        Check(gate, "metric", confidence is null ? MetricNames.Complaint : ComparisonNames.Complaint);
        if (gate.Text("metric") is not { } metric || data is null)
        {
            return null;
        }

        var share = gate.Text("margin") is { } text ? Measures.Percent(text) : null;
        var margin = share ?? gate.Number("margin") ?? 0;
        return confidence is { } sure
            ? new ConfidentIncumbentGate(metric, data, margin, share is not null, sure)
            : new IncumbentGate(metric, data, margin, share is not null);
    }

    private IGate? Latency(Fields gate, IReadOnlyList<string> evaluated) =>
        DataOf(gate, "latency", evaluated) is { } data ? new LatencyReading(gate, problems).Read(data) : null;

    /// <summary>Tells a metric that is never measured; whether it has the form of a metric was told before.</summary>
    public void CheckMeasured(Fields place, string key, string otherwise = "") =>
        Check(place, key, metric => MetricNames.Complaint(metric) is { } complaint ? complaint + otherwise : null);

    private void Check(Fields place, string key, Func<string, string?> complain)
    {
        if (
            place[key] is YamlScalar metric
            && ScalarForm.Refuse(metric, Forms.Metric) is null
            && complain(metric.Text) is { } complaint
        )
        {
            problems.Add(metric, place.Below(key), complaint);
        }
    }

    private static CommandGate? Command(Fields gate) =>
        gate.Text("name") is { } name
            ? new CommandGate(
                new CommandSpec(
                    name,
                    gate.Texts("run"),
                    gate.Text("report"),
                    gate.Entries("env")
                        .ToDictionary(entry => entry.Key.Text, entry => (entry.Value as YamlScalar)?.Text ?? "")
                ),
                LimitsOf(gate)
            )
            : null;

    private DocumentationGate? Documentation(Fields gate)
    {
        var read = new DocumentationGate(gate.Whole("description") ?? 0, gate.Texts("tags"), gate.Texts("sections"));
        if (
            read is not { MinDescription: 0, Tags: [], Sections: [] }
            || gate.Node.Entries.Any(entry => entry.Key.Text is not ("tags" or "sections"))
        )
        {
            return read;
        }

        problems.Add(
            gate.Node,
            gate.Path,
            "A documentation gate asks for nothing; give it 'description', 'tags' or 'sections'."
        );
        return null;
    }

    private static Limits? LimitsOf(Fields gate) =>
        gate.Duration("timeout") is null && gate.Size("memory") is null
            ? null
            : new Limits(
                (int?)gate.Duration("timeout")?.TotalSeconds ?? Limits.Default.TimeoutSeconds,
                gate.Size("memory") ?? Limits.Default.MemoryBytes
            );

    private string? DataOf(Fields gate, string kind, IReadOnlyList<string> evaluated)
    {
        if (gate.Has("data") || evaluated.Distinct().Count() == 1)
        {
            return gate.Text("data") ?? evaluated[0];
        }

        var how = evaluated.Count == 0 ? "no evaluate gate" : $"evaluate gates on {Listing.And(evaluated)}";
        var logged = kind == "threshold" ? ", or 'source: logged'" : "";
        problems.Add(
            gate.Node,
            gate.Path,
            $"The {kind} gate does not say what it is measured on: there is {how} to tell; name it with 'data'{logged}."
        );
        return null;
    }
}
