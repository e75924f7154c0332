using System.Globalization;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>All gates of a version, judged at once.</summary>
/// <param name="States">One a gate, in the gates' order.</param>
/// <param name="Needed">The work that those without a result wait for.</param>
/// <param name="WakeAt">When a gate may come to a result though nothing happens; null if none will.</param>
public sealed record GateChecks(
    IReadOnlyList<GateState> States,
    IReadOnlyList<WorkRequest> Needed,
    DateTimeOffset? WakeAt
)
{
    /// <summary>Whether every gate has a result.</summary>
    public bool IsComplete => States.All(state => state.Result is not null);

    /// <summary>The gates that have none yet.</summary>
    public IEnumerable<string> Waiting => States.Where(state => state.Result is null).Select(state => state.Name);

    /// <summary>Judges.</summary>
    /// <param name="rules">The gates.</param>
    /// <param name="input">What they judge on.</param>
    /// <param name="waivers">The gates set aside for this version and stage.</param>
    public static GateChecks Make(IReadOnlyList<GateRule> rules, GateInput input, IReadOnlyList<Waiver> waivers)
    {
        var states = new List<GateState>();
        var needed = new List<WorkRequest>();
        DateTimeOffset? wakeAt = null;
        foreach (var rule in rules)
        {
            var own = input with { Retries = rule.Retries, Freshness = rule.Fresh ?? input.Freshness };
            var needs = rule.Gate.Needs(own).ToList();
            var waiver = waivers.FirstOrDefault(waiver =>
                waiver.Gate == rule.Gate.Name
                && waiver.Version == input.Candidate.Version.Number
                && waiver.IsInForce(input.Now)
            );
            var result = Apply(waiver, rule.Gate.Evaluate(own));
            states.Add(new GateState(rule.Gate.Name, rule.Gate.Kind, result, EvidenceOf(own, needs), rule.ReportOnly));
            if (result is null)
            {
                needed.AddRange(needs.Where(need => !IsDone(own, need)));
                wakeAt = rule.Gate is ExternalGate external ? Earlier(wakeAt, own.AskedAt + external.Wait) : wakeAt;
            }
        }

        return new GateChecks(states, [.. needed.Distinct()], wakeAt);
    }

    /// <summary>One digest over what people approve: see <see cref="Promotion.Binding"/>.</summary>
    public Digest BindingOf(Promotion promotion, PromotionFacts facts) =>
        Digest.Of(
            Encoding.UTF8.GetBytes(
                string.Join(
                    '\n',
                    [
                        facts.CandidateOf(promotion)?.Version.Manifest?.Hex ?? "elsewhere",
                        promotion.Stage,
                        facts.Revision.Digest.Hex,
                        .. States.Select(state =>
                            $"{state.Name}\t{state.Result?.Verdict}\t{string.Join(' ', state.Evidence)}"
                        ),
                    ]
                )
            )
        );

    /// <summary>The earlier of two times, of which either may be none.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null ? b
        : b is null ? a
        : a < b ? a
        : b;

    private static GateResult? Apply(Waiver? waiver, GateResult? result) =>
        waiver is null || result is { LetsThrough: true }
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

    private static IReadOnlyList<string> EvidenceOf(GateInput input, IReadOnlyList<WorkRequest> needs) =>
        [
            .. needs
                .Select(need => SubjectOf(input, need) is { } subject ? input.Find(subject, need.Task)?.Id : null)
                .OfType<string>(),
        ];

    private static bool IsDone(GateInput input, WorkRequest need) =>
        SubjectOf(input, need) is { } subject && input.Find(subject, need.Task) is not null;

    private static VersionFacts? SubjectOf(GateInput input, WorkRequest need) =>
        input.Incumbents.Prepend(input.Candidate).FirstOrDefault(facts => facts.Version.Manifest == need.Artifact);
}
