using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Serving;
using Gradus.Core.Stages;

namespace Gradus.Core.Policies;

/// <summary>A gate as a policy asks for it.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="ReportOnly">Whether its result is told and blocks nothing.</param>
/// <param name="Retries">How often a check that failed technically (Error) is made again; never one that Failed.</param>
/// <param name="Fresh">How old its evidence may be; null for the usual <see cref="Evaluations.Evaluation.Freshness"/>.</param>
public sealed record GateRule(Gates.IGate Gate, bool ReportOnly = false, int Retries = 0, TimeSpan? Fresh = null)
{
    /// <summary>What it is called among the gates it stands with: as the gate itself, unless another is called so.</summary>
    public string Name { get; init; } = Gate.Name;

    /// <summary>How much its work may use; null for the usual. Who asks for a promotion sets it only for what they ask for.</summary>
    public Work.Limits? Limits { get; init; }

    /// <summary>The policy's runner that does its work; null for any worker.</summary>
    public string? Runner { get; init; }

    /// <summary>Whether work is done for the gate.</summary>
    public bool MakesWork => StageRules.DatasetOf(Gate) is not null || Gate is CommandGate or WebhookGate;

    /// <summary>The work whose outcome the gate judges on, with who shall do it.</summary>
    /// <param name="input">What it judges on, by <see cref="InputOf"/>.</param>
    public IEnumerable<Work.WorkRequest> Needs(GateInput input) =>
        Gate.Needs(input).Select(need => need with { Runner = Runner });

    /// <summary>What the gate judges on, by the rule's own terms of time and effort.</summary>
    public GateInput InputOf(GateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input with
        {
            Retries = Retries,
            Freshness = Fresh ?? input.Freshness,
            Limits = Limits ?? input.Limits,
            Place = JudgesTimes ? Runner : null,
        };
    }

    private bool JudgesTimes =>
        Gate switch
        {
            LatencyGate or LoadLatencyGate or RivalLatencyGate => true,
            ThresholdGate { Dataset: not null } threshold => MetricNames.IsOfTime(threshold.Metric),
            IncumbentGate incumbent => MetricNames.IsOfTime(incumbent.Metric),
            _ => false,
        };
}

/// <summary>Whose yes a promotion needs.</summary>
/// <param name="Required">How many people.</param>
/// <param name="Roles">Of which roles, any of them; empty for anyone.</param>
/// <param name="FourEyes">Whether who asked for the promotion, or registered the version, does not count.</param>
/// <param name="Expires">How long a yes holds; null for as long as the promotion is open.</param>
public sealed record ApprovalRule(int Required, IReadOnlyList<string> Roles, bool FourEyes, TimeSpan? Expires);

/// <summary>What happens when a check after the move fails.</summary>
public enum OnFailedVerification
{
    /// <summary>The version stays, its standing is revoked.</summary>
    Revoke,

    /// <summary>Its standing is revoked, and the stage goes back to who was good there before.</summary>
    Rollback,
}

/// <summary>Checks after the move.</summary>
/// <param name="Gates">What is checked.</param>
/// <param name="Every">How often it is checked again while the version holds the stage; null for once.</param>
/// <param name="OnFailure">What happens when one fails.</param>
/// <param name="MaxRollbacks">The flap guard: how many automatic rollbacks of a stage there may be within a day.</param>
public sealed record VerificationRule(
    IReadOnlyList<GateRule> Gates,
    TimeSpan? Every,
    OnFailedVerification OnFailure,
    int MaxRollbacks
)
{
    /// <summary>How the version takes over step by step meanwhile; null for at once.</summary>
    public CanaryRule? Canary { get; init; }

    /// <summary>Whether it rests on what gateways say.</summary>
    public bool WatchesTraffic => Gates.Any(rule => rule.Gate is ITrafficGate);
}

/// <summary>Promotes without being asked.</summary>
/// <param name="From">The stage whose versions are promoted.</param>
/// <param name="Best">The metric by which the best is picked; null for the newest.</param>
public sealed record AutomationRule(string From, string? Best);

/// <summary>What it takes to get into a stage.</summary>
public sealed record StageRules
{
    /// <summary>No rules: whoever may, can.</summary>
    public static StageRules None { get; } = new();

    /// <summary>The stages a version may come from; null for any.</summary>
    public IReadOnlyList<string>? From { get; init; }

    /// <summary>The gates, in the order they are shown.</summary>
    public IReadOnlyList<GateRule> Gates { get; init; } = [];

    /// <summary>
    /// Whether who comes into the empty stage is compared with who held it last: signatures are wherever there are gates, and
    /// test commands and webhooks are told of the holder.
    /// </summary>
    public bool CompareWithLastHolder => Gates.Count > 0;

    /// <summary>Whose yes is needed; null for nobody's.</summary>
    public ApprovalRule? Approvals { get; init; }

    /// <summary>How long a version must have been in the stage it comes from, without a break.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>When nothing gets in.</summary>
    public IReadOnlyList<FreezeWindow> Freezes { get; init; } = [];

    /// <summary>The aliases that mean this stage: they go with its holder, and nobody sets them otherwise.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether a promotion archives the present holders.</summary>
    public bool ArchiveExisting { get; init; }

    /// <summary>What is checked after the move; null for nothing.</summary>
    public VerificationRule? Verification { get; init; }

    /// <summary>How versions get in unasked; null for not at all.</summary>
    public AutomationRule? Automation { get; init; }

    /// <summary>Whether there is anything that a move into the stage could fail to meet.</summary>
    public bool Demand =>
        From is not null
        || Gates.Count > 0
        || Verification is not null
        || Approvals is not null
        || Soak > TimeSpan.Zero
        || Freezes.Count > 0;

    /// <summary>Whether a gate measures on a data set of this name, before or after the move.</summary>
    public bool MeasuresOn(string dataset) =>
        Gates.Concat(Verification?.Gates ?? []).Any(rule => DatasetOf(rule.Gate) == dataset);

    /// <summary>The data sets that gates measure on before the move.</summary>
    public IReadOnlyList<string> MeasuredOn =>
        [.. Gates.Select(rule => DatasetOf(rule.Gate)).OfType<string>().Distinct()];

    /// <summary>The runner that measures on a data set before the move: the first that a gate on it names; null for any worker.</summary>
    public string? RunnerOn(string dataset) =>
        Gates.FirstOrDefault(rule => rule.Runner is not null && DatasetOf(rule.Gate) == dataset)?.Runner;

    /// <summary>The metrics that are judged, or picked by, as they were logged with the versions.</summary>
    public IEnumerable<string> LoggedMetrics =>
        Gates
            .Concat(Verification?.Gates ?? [])
            .Select(rule => rule.Gate)
            .OfType<ThresholdGate>()
            .Where(gate => gate.Dataset is null)
            .Select(gate => gate.Metric)
            .Concat(
                Automation?.Best is { } best && !Gates.Any(rule => rule.Gate is EvaluationGate) ? new[] { best } : []
            )
            .Distinct();

    /// <summary>The data set that a gate measures on; null for none.</summary>
    public static string? DatasetOf(IGate gate) =>
        gate switch
        {
            EvaluationGate evaluation => evaluation.Dataset,
            ThresholdGate threshold => threshold.Dataset,
            IncumbentGate incumbent => incumbent.Dataset,
            ConfidentIncumbentGate incumbent => incumbent.Dataset,
            SliceGate slices => slices.Dataset,
            FairnessGate fairness => fairness.Dataset,
            DriftGate drift => drift.Dataset,
            LatencyGate latency => latency.Dataset,
            LoadLatencyGate latency => latency.Dataset,
            RivalLatencyGate latency => latency.Dataset,
            _ => null,
        };
}

/// <summary>A stage as a policy registers it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Free text; null leaves what is registered.</param>
/// <param name="Occupancy">How many versions it may hold; null leaves what is registered.</param>
public sealed record StageDefinition(StageName Name, string? Description, Occupancy? Occupancy);
