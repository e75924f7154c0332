using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>All gates of a version, judged at once.</summary>
/// <param name="Rules">The gates.</param>
/// <param name="States">One a gate, in the gates' order.</param>
/// <param name="Needed">The work that those without a result wait for.</param>
/// <param name="TurnsAt">When they may say otherwise though nothing happens but that time passes; null for never.</param>
public sealed record GateChecks(
    IReadOnlyList<GateRule> Rules,
    IReadOnlyList<GateState> States,
    IReadOnlyList<WorkRequest> Needed,
    DateTimeOffset? TurnsAt
)
{
    /// <summary>No gates.</summary>
    public static GateChecks None { get; } = new([], [], [], null);

    /// <summary>Whether every gate has a result.</summary>
    public bool IsComplete => States.All(state => state.Result is not null);

    /// <summary>Whether a gate of this name has said no.</summary>
    public bool Blocks(string name) => States.Any(state => state.Name == name && state.Blocks);

    /// <summary>The gates that have none yet.</summary>
    public IEnumerable<string> Waiting => States.Where(state => state.Result is null).Select(state => state.Name);

    /// <summary>Judges each gate; one that is set aside lets through.</summary>
    /// <param name="rules">The gates.</param>
    /// <param name="input">What they judge on.</param>
    /// <param name="waivers">The gates set aside for this version and stage.</param>
    /// <param name="awaitsTold">Whether gates that are only told are waited for.</param>
    public static GateChecks Make(
        IReadOnlyList<GateRule> rules,
        GateInput input,
        IReadOnlyList<Waiver> waivers,
        bool awaitsTold = true
    )
    {
        var ofVersion = waivers
            .Where(waiver => waiver.Version == input.Candidate.Version.Number && waiver.IsInForce(input.Now))
            .ToList();
        var checks = rules
            .Select(rule =>
                Judge(
                    rule,
                    rule.InputOf(input),
                    ofVersion.FirstOrDefault(waiver => waiver.Gate == rule.Name),
                    awaitsTold
                )
            )
            .ToList();
        return checks.Aggregate(None, (all, check) => all.And(check));
    }

    /// <summary>These gates and others, judged together.</summary>
    public GateChecks And(GateChecks others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new GateChecks(
            [.. Rules, .. others.Rules],
            [.. States, .. others.States],
            WorkRequest.Merge(Needed.Concat(others.Needed)),
            Earlier(TurnsAt, others.TurnsAt)
        );
    }

    /// <summary>Those of the gates that a test picks by how they stand.</summary>
    public GateChecks Where(Func<GateState, bool> isPicked)
    {
        var picked = Rules.Zip(States).Where(gate => isPicked(gate.Second)).ToList();
        return this with
        {
            Rules = [.. picked.Select(gate => gate.First)],
            States = [.. picked.Select(gate => gate.Second)],
        };
    }

    /// <summary>
    /// The checks as they stand once nothing can save the version: where a gate has failed and all work is done, what only
    /// somebody outside could still say is not waited for.
    /// </summary>
    public GateChecks Decided() =>
        Needed.Count == 0 && States.Any(state => state is { ReportOnly: false, Result.Verdict: Verdict.Failed })
            ? this with
            {
                States =
                [
                    .. States.Select(state =>
                        state.Result is not null
                            ? state
                            : state with
                            {
                                Result = new GateResult(
                                    Verdict.Skipped,
                                    $"{state.Name} was not waited for, since another gate has failed"
                                ),
                            }
                    ),
                ],
            }
            : this;

    /// <summary>One digest over what people approve: see <see cref="Promotion.Binding"/>.</summary>
    public Digest BindingOf(Promotion promotion, PromotionFacts facts)
    {
        var version = facts.CandidateOf(promotion)?.Version;
        return Digest.OfTexts([
            promotion.Model,
            promotion.Version?.ToString(CultureInfo.InvariantCulture) ?? "",
            version?.Manifest?.Hex ?? $"elsewhere: {version?.Source}",
            promotion.Stage,
            PromotionPlan.ArchivesExisting(promotion, facts) ? "archives" : "leaves",
            facts.Revision.Digest.Hex,
            .. States.SelectMany(PartsOf),
        ]);
    }

    private static GateChecks Judge(GateRule rule, GateInput input, Waiver? waiver, bool awaitsTold)
    {
        var needs = rule.Needs(input).ToList();
        var found = needs.Select(need => Find(input, need)).ToList();
        var result = Apply(rule.Gate, waiver, TaskFit.Obstacle(input, rule.Gate) ?? rule.Gate.Evaluate(input));
        if (result is null && rule.ReportOnly && !awaitsTold)
        {
            result = new GateResult(Verdict.Skipped, $"{rule.Name} is only told, and was not waited for");
        }

        var state = new GateState(
            rule.Name,
            rule.Gate.Kind,
            result,
            [.. found.OfType<Evaluation>().Select(evaluation => evaluation.Id)],
            rule.ReportOnly
        );
        var turns = found
            .Select(evaluation => AgesAt(evaluation, input))
            .Append(rule.Gate.TurnsAt(input))
            .Append(result?.Verdict == Verdict.Waived ? waiver?.ExpiresAt : null);
        return new GateChecks(
            [rule],
            [state],
            result is null ? [.. needs.Where((_, i) => found[i] is null)] : [],
            turns.Aggregate(Earlier)
        );
    }

    // A technical failure does not age.
    private static DateTimeOffset? AgesAt(Evaluation? evaluation, GateInput input) =>
        evaluation is null or { Outcome: EvaluationOutcome.Error } ? null : evaluation.FinishedAt + input.Freshness;

    private static IEnumerable<string> PartsOf(GateState state) =>
        [
            state.Name,
            state.ReportOnly ? "told" : "blocks",
            state.Result?.Verdict.ToString() ?? "",
            state.Result?.Message ?? "",
            state.Result?.Actual?.ToString("R", CultureInfo.InvariantCulture) ?? "",
            state.Result?.Seen?.Hex ?? "",
            state.Evidence.Count.ToString(CultureInfo.InvariantCulture),
            .. state.Evidence,
        ];

    /// <summary>The earlier of two times, of which either may be none.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null ? b
        : b is null ? a
        : a < b ? a
        : b;

    // What real requests have shown is not set aside, nor are they not waited for: only the doubt whether there were enough.
    private static GateResult? Apply(IGate gate, Waiver? waiver, GateResult? result) =>
        waiver is null
        || result is { LetsThrough: true }
        || (gate is ITrafficGate && result is not { Verdict: Verdict.Inconclusive })
            ? result
            : new GateResult(
                Verdict.Waived,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"waived by {waiver.Actor} until {waiver.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {waiver.Reason}"
                ),
                result?.Actual,
                result?.Bound
            );

    private static Evaluation? Find(GateInput input, WorkRequest need) =>
        input.Incumbents.Prepend(input.Candidate).FirstOrDefault(facts => facts.Version.Manifest == need.Artifact)
            is { } subject
            ? input.Find(subject, need.Task)
            : null;
}
