using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>How the best version is found.</summary>
/// <param name="Objectives">The metrics to be best by; of equals by the first the second decides, and so on.</param>
/// <param name="Constraints">Bounds that a version must keep to be picked, as they were written.</param>
/// <param name="Among">The versions that a filter left; null for all.</param>
public sealed record Selection(
    IReadOnlyList<Objective> Objectives,
    IReadOnlyList<string> Constraints,
    IReadOnlyList<int>? Among
)
{
    private HashSet<ThresholdGate> Bounds => [.. Constraints.Select(text => ThresholdGate.Parse(text, null).Value)];

    /// <summary>The metrics that a version is picked by, without its size, which every version has.</summary>
    public IEnumerable<string> Metrics =>
        Objectives
            .Select(objective => objective.Metric)
            .Concat(Bounds.Select(bound => bound.Metric).Where(metric => metric != ThresholdGate.Size))
            .Distinct();

    /// <summary>The best by one metric, in its better direction.</summary>
    public static Selection By(string metric) => new([Objective.Of(metric)], [], null);

    /// <summary>Whether another picks alike. Records compare their lists by reference.</summary>
    public bool IsSame(Selection other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Objectives.SequenceEqual(other.Objectives)
            && Bounds.SetEquals(other.Bounds)
            && (Among is null) == (other.Among is null)
            && (Among ?? []).SequenceEqual(other.Among ?? []);
    }

    /// <summary>E.g. "accuracy, then latency_p95_ms (less is better)".</summary>
    public override string ToString() => string.Join(", then ", Objectives);
}

/// <summary>The terms on which a promotion was asked for. They do not change while it runs; the policy in force joins them.</summary>
/// <param name="Best">How the version is picked; null if it was named.</param>
/// <param name="Dataset">What to measure on besides what the policy names; null for nothing.</param>
/// <param name="Require">Thresholds as they were written; those of measured metrics are on the data set, which is not null then.</param>
/// <param name="ArchiveExisting">Whether the present holders of the stage go to the archive stage.</param>
/// <param name="Limits">How much one piece of work may use.</param>
/// <param name="Origin">Who set it off.</param>
public sealed record PromotionTerms(
    Selection? Best,
    PromotionDataset? Dataset,
    IReadOnlyList<string> Require,
    bool ArchiveExisting,
    Limits Limits,
    PromotionOrigin Origin = PromotionOrigin.Person
)
{
    /// <summary>Whether who asked may only ask: then it takes somebody's yes, also where the stage needs none.</summary>
    public bool IsRequestOnly { get; init; }

    /// <summary>Whether only evidence counts that was made since it was asked for.</summary>
    public bool Anew { get; init; }

    /// <summary>Whether something is asked for besides what the policy asks for.</summary>
    public bool AskForMore => Dataset is not null || Require.Count > 0;

    /// <summary>Whether these ask for the same as others, whoever asks, and within whatever limits it is measured.</summary>
    public bool AskTheSame(PromotionTerms other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Dataset?.ParsedDigest == other.Dataset?.ParsedDigest
            && Asked.ToHashSet().SetEquals(other.Asked)
            && ArchiveExisting == other.ArchiveExisting
            && (Best is null || other.Best is null || Best.IsSame(other.Best))
            && Anew == other.Anew;
    }

    // Stryker disable once all : made once in a process, which the runner keeps from mutant to mutant
    /// <summary>Nothing but the policy's.</summary>
    public static PromotionTerms Plain { get; } = new(null, null, [], false, Limits.Default);

    /// <summary>The refusal of a choice of the best for which nothing says on what to measure, and nothing was logged.</summary>
    public static string NeedsMetrics(string stage) =>
        "To pick the best version its metrics must be known: name a data set to measure on (--data in the command line, "
        + $"'dataset' in the API), have the policy evaluate on one before {stage}, or log the metrics with the versions.";

    /// <summary>The refusal to measure where nothing says on what.</summary>
    public static string NeedsDataset(string stage) =>
        "There is nothing to measure on: name a data set (--data in the command line, 'dataset' in the API), or have the "
        + $"policy evaluate on one before {stage}.";

    /// <summary>
    /// The data set that picks the best: the one given, else the first that the policy's gates measure on. Null if there is
    /// none: then what was logged does.
    /// </summary>
    public string? SelectionDataset(StageRules rules) =>
        Dataset?.Name ?? rules.Gates.Select(rule => rule.Gate).OfType<EvaluationGate>().FirstOrDefault()?.Dataset;

    /// <summary>Whether something is required of measured metrics, and it is not said on what they are measured.</summary>
    public bool LackDataset => Dataset is null && Require.Any(text => !ThresholdGate.IsOfLogged(text));

    /// <summary>The one data set that a stage's policy measures on, where it is not said on which; or why it cannot be told.</summary>
    public static Result<string> OnlyDataset(StageRules rules, string stage)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return rules.MeasuredOn switch
        {
            [var only] => only,
            [] => Error.Invalid(
                "To check what is required the version is measured: name a data set (--data in the command line, 'dataset' in "
                    + "the API), or write 'logged accuracy>=0.95' for the metric that was logged with it.",
                "dataset"
            ),
            var several => Error.Invalid(
                $"Before {stage} it is measured on {string.Join(" and ", several)}: say which of them what is required is measured "
                    + "on (--data in the command line, 'dataset' in the API).",
                "dataset"
            ),
        };
    }

    /// <summary>That something is asked for of a metric which is never measured, with what was probably meant; null if not.</summary>
    public string? UnknownMetric(StageRules rules) =>
        MeasuredMetrics(rules).Select(MetricNames.Complaint).FirstOrDefault(complaint => complaint is not null);

    /// <summary>That something is asked for of a metric which has no meaning on the data set; null if not.</summary>
    /// <param name="rules">The rules of the stage.</param>
    /// <param name="dataset">The one of <see cref="SelectionDataset"/>.</param>
    public string? ForeignMetric(StageRules rules, PromotionDataset dataset) =>
        MeasuredMetrics(rules)
            .Select(metric => TaskMetrics.Foreign(metric, dataset))
            .FirstOrDefault(complaint => complaint is not null)
            is { } complaint
            ? Sentence.End(complaint)
            : null;

    /// <summary>The gates that were asked for, whatever the policy has.</summary>
    public IReadOnlyList<GateRule> OwnGates => [.. Asked.Select(gate => new GateRule(gate) { Limits = Limits })];

    private IEnumerable<string> MeasuredMetrics(StageRules rules) =>
        Asked
            .OfType<ThresholdGate>()
            .Where(gate => gate.Dataset is not null)
            .Select(gate => gate.Metric)
            .Concat(SelectionDataset(rules) is null ? [] : Best?.Metrics ?? []);

    private IEnumerable<IGate> Asked =>
        [
            .. Dataset is null ? [] : new[] { new EvaluationGate(Dataset.Name) },
            .. Require.Select(text => ThresholdGate.ParseRequirement(text, Dataset?.Name).Value),
        ];

    /// <summary>
    /// The gates of a promotion on these terms, in the order they are shown: the signature's first, which no policy can leave
    /// out, then the policy's, then those asked for besides. The policy's block only if it is enforced, but one that was also
    /// asked for blocks in any case. A call that knows no promotions is hindered by nothing that is not enforced.
    /// </summary>
    public IReadOnlyList<GateRule> Gates(StageRules rules, bool isEnforced)
    {
        IGate[] asked = [.. Asked];
        var signature = rules.Gates.FirstOrDefault(IsSignature) ?? new GateRule(new SignatureGate());
        var ofPolicy = rules.Gates.Where(rule => !IsSignature(rule)).ToList();
        var besides = asked
            .Except(ofPolicy.Select(rule => rule.Gate))
            .Select(gate => new GateRule(gate) { Limits = Limits });
        return
        [
            signature with
            {
                ReportOnly = signature.ReportOnly || (!isEnforced && Origin == PromotionOrigin.Transition),
            },
            .. ofPolicy.Select(rule =>
                rule with
                {
                    ReportOnly = !asked.Contains(rule.Gate) && (rule.ReportOnly || !isEnforced),
                }
            ),
            .. besides.Select(rule =>
                ofPolicy.Any(other => other.Name == rule.Name) ? rule with { Name = $"{rule.Name} (asked for)" } : rule
            ),
        ];
    }

    private static bool IsSignature(GateRule rule) => rule.Gate is SignatureGate;
}

/// <summary>Who set a promotion off.</summary>
public enum PromotionOrigin
{
    /// <summary>Somebody asked for it.</summary>
    Person,

    /// <summary>Somebody moved the version by a call that knows no promotions, and the rules made one of it.</summary>
    Transition,

    /// <summary>The policy, unasked.</summary>
    Automation,
}
