using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions.Interleavings;

/// <summary>All that a promotion of version 2 is decided on, kept as a server keeps it, and changed by what happens.</summary>
internal sealed class World
{
    public static readonly CommandGate Smoke = new(
        new CommandSpec("smoke", ["true"], null, new Dictionary<string, string>()),
        null
    );

    private static readonly GateRule Accuracy = new(
        ThresholdGate.Parse("accuracy>=0.9", "holdout").Value,
        Retries: 1,
        Fresh: TimeSpan.FromDays(2)
    );

    private static readonly StageRules Team = new()
    {
        Gates = [Accuracy, new GateRule(new ExternalGate("ci", TimeSpan.FromHours(6)))],
        Approvals = new ApprovalRule(2, [], FourEyes: true, Expires: TimeSpan.FromDays(1)),
        Soak = TimeSpan.FromHours(12),
        Freezes = [new Frozen(Evidence.Noon.AddHours(24), Evidence.Noon.AddHours(36))],
        Verification = new VerificationRule([new GateRule(Smoke)], null, OnFailedVerification.Rollback, 1),
    };

    private static readonly Policy[] Policies =
    [
        Evidence.Ruled(Team),
        Evidence.Ruled(
            new()
            {
                From = ["Staging"],
                Gates =
                [
                    Accuracy,
                    new GateRule(new IncumbentGate("accuracy", "holdout", 0, false)),
                    new GateRule(new SizeGate(500)),
                ],
                Approvals = new ApprovalRule(1, [], FourEyes: true, Expires: null),
            }
        ),
        Evidence.Ruled(
            new() { Gates = [Accuracy], Approvals = new ApprovalRule(1, [], FourEyes: true, Expires: null) }
        ),
        Evidence.Ruled(Team) with
        {
            Mode = PolicyMode.Warn,
        },
    ];

    private readonly Dictionary<(Digest, Digest), List<Evaluation>> _found = [];
    private readonly List<Approval> _said = [];
    private readonly List<Waiver> _waivers = [];
    private ExternalCheck? _report;
    private ModelVersion _version = Evidence.Version(2, "Staging");
    private int? _holder;
    private bool _isStopped;
    private int _policy;
    private int _revision = 1;
    private int _count;

    public DateTimeOffset Now { get; set; } = Evidence.Noon;

    /// <summary>The facts, read as a store reads them: what the gates rest on once the rest is known.</summary>
    public PromotionFacts FactsFor(Promotion promotion)
    {
        var isHolder = _version.Stage == promotion.Stage;
        var candidate = Describe(_version, isHolder);
        var facts = Evidence.World(StageRules.None, candidate) with
        {
            Holders =
            [
                .. isHolder ? new[] { candidate } : [],
                .. _holder is { } other ? new[] { Describe(Evidence.Version(other, "Production"), true) } : [],
            ],
            Revision = Evidence.Revision(Policies[_policy], _revision),
            Approvals = [.. _said],
            Waivers = [.. _waivers],
            Holds = _isStopped ? [new Hold("h", HoldKind.Line, null, null, "incident", "bo", Now)] : [],
            Now = Now,
        };
        var tasks = PromotionStep.RestsOn(promotion, facts).Select(request => request.Task).Distinct().ToList();
        return facts with
        {
            Candidates = [.. facts.Candidates.Select(version => WithEvidence(version, tasks))],
            Holders = [.. facts.Holders.Select(version => WithEvidence(version, tasks))],
        };
    }

    /// <summary>A worker brings an outcome.</summary>
    public void Find(WorkRequest request, EvaluationOutcome outcome, double accuracy)
    {
        var key = (request.Artifact, request.Task.Digest);
        (_found.TryGetValue(key, out var known) ? known : _found[key] = []).Add(
            Evidence.Evaluation(outcome, accuracy, 2, Now, $"e{++_count:D4}")
        );
    }

    /// <summary>A person says something of what the promotion shows, as far as a store would take it.</summary>
    public void Say(Promotion promotion, string actor, ApprovalDecision decision)
    {
        if (promotion.Phase is Phase.AwaitingApproval or Phase.Soaking)
        {
            var at = Approval.TimeOfNext(_said, Now);
            _said.Add(new Approval($"a{++_count}", "p-1", actor, decision, "", promotion.Binding!.Value, at));
        }
    }

    public void Report(Verdict verdict) =>
        _report = new ExternalCheck($"c{++_count}", Evidence.ManifestOf(2), "ci", verdict, "", "", "bot", Now, "fraud");

    public void Apply(int policy) => (_policy, _revision) = (policy % Policies.Length, _revision + 1);

    public void Waive(string gate, TimeSpan until) =>
        _waivers.Add(new Waiver($"w{++_count}", "fraud", 2, "Production", gate, "urgent", "bo", Now, Now + until));

    public void Unwaive() => _waivers.Clear();

    public void Stop(bool isStopped) => _isStopped = isStopped;

    public void Hold(int? version) => _holder = version;

    public void Move(string stage) => _version = _version with { Stage = stage };

    public void Quarantine() => _version = Evidence.Version(2, _version.Stage, VersionStatus.Quarantined);

    private VersionFacts Describe(ModelVersion version, bool isHolder) =>
        new(version, isHolder)
        {
            Size = 1000,
            InStageSince = Evidence.Noon,
            Checks = version.Number == 2 && _report is { } report ? [report] : [],
        };

    private VersionFacts WithEvidence(VersionFacts version, List<WorkTask> tasks) =>
        version with
        {
            Evidence = tasks
                .DistinctBy(task => task.Digest)
                .ToDictionary(
                    task => task.Digest,
                    task =>
                        (IReadOnlyList<Evaluation>)(
                            _found.TryGetValue((version.Version.Manifest!.Value, task.Digest), out var found)
                                ? [.. found]
                                : []
                        )
                ),
        };
}
