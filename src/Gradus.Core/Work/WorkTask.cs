using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Core.Work;

/// <summary>What kind of work a worker does.</summary>
public enum WorkKind
{
    /// <summary>Measure a model on a data set.</summary>
    Evaluate,

    /// <summary>Run a test command on a model.</summary>
    Command,

    /// <summary>Ask a webhook for its verdict.</summary>
    Http,

    /// <summary>Compare the predictions of two models.</summary>
    Compare,

    /// <summary>Find how differently a model's predictions treat groups.</summary>
    Fairness,

    /// <summary>Find how far a data set is from another.</summary>
    Drift,

    /// <summary>Measure how long a model takes under load.</summary>
    Latency,
}

/// <summary>How much one piece of work may use.</summary>
/// <param name="TimeoutSeconds">How long it may take.</param>
/// <param name="MemoryBytes">How much memory it may use.</param>
public sealed record Limits(int TimeoutSeconds, long MemoryBytes)
{
    /// <summary>Five minutes and 2 GiB.</summary>
    public static Limits Default { get; } = new(300, 2L << 30);
}

/// <summary>A test command.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Arguments">The program and its arguments; no shell is between.</param>
/// <param name="Report">"junit" or "json": what it writes to REPORT_PATH; null for nothing.</param>
/// <param name="Environment">Variables it gets besides the fixed ones.</param>
public sealed record CommandSpec(
    string Name,
    IReadOnlyList<string> Arguments,
    string? Report,
    IReadOnlyDictionary<string, string> Environment
);

/// <summary>A webhook that answers with a verdict.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Url">Where it is asked, by POST.</param>
public sealed record WebhookSpec(string Name, string Url);

/// <summary>The version that a command or a webhook compares with.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Artifact">The digest of its manifest.</param>
public sealed record Compared(int Version, string Artifact);

/// <summary>Two models' predictions of one data set, to be compared.</summary>
/// <param name="Candidate">The digest of the candidate's, in hexadecimal.</param>
/// <param name="CandidateSize">Its bytes.</param>
/// <param name="Incumbent">The digest of the incumbent's, in hexadecimal.</param>
/// <param name="IncumbentSize">Its bytes.</param>
/// <param name="Confidence">How often the intervals of the differences shall hold the true value, e.g. 0.95.</param>
public sealed record PredictionPair(
    string Candidate,
    long CandidateSize,
    string Incumbent,
    long IncumbentSize,
    double Confidence
);

/// <summary>A model's predictions, and the groups whose treatment is looked at.</summary>
/// <param name="Predictions">The digest of the predictions, in hexadecimal.</param>
/// <param name="Size">Their bytes.</param>
/// <param name="Column">The column that names each example's group.</param>
/// <param name="MinExamples">How many examples a group must have to be compared.</param>
/// <param name="Confidence">How often the intervals shall hold the true value, e.g. 0.95.</param>
public sealed record GroupQuestion(string Predictions, long Size, string Column, long MinExamples, double Confidence);

/// <summary>Requests that arrive at a rate, whatever becomes of those before.</summary>
/// <param name="PerSecond">How many arrive in a second on average.</param>
/// <param name="Requests">How many there are, for each model.</param>
/// <param name="Confidence">How often an interval shall hold the true value, e.g. 0.95.</param>
public sealed record RequestLoad(double PerSecond, int Requests, double Confidence)
{
    // What loading and warming up, and a machine that is busy, may take besides.
    private const double SpareSeconds = 60;

    /// <summary>How long it takes for so many models.</summary>
    public int SecondsFor(int models) => (int)Math.Ceiling((models * Requests / PerSecond * 1.5) + SpareSeconds);
}

/// <summary>
/// All that the outcome of a piece of work depends on, besides the artifact it is done on. The same task on the same artifact
/// is done once, however many promotions wait for it.
/// </summary>
/// <param name="Kind">What kind of work it is; the part of this name is set.</param>
/// <param name="Limits">How much it may use.</param>
/// <param name="Dataset">What to measure on, or what was.</param>
/// <param name="Command">What to run.</param>
/// <param name="Webhook">Whom to ask.</param>
/// <param name="Model">The registered model's name; set where the work is told it.</param>
/// <param name="Stage">The stage the version wants into; set where the work is told it.</param>
/// <param name="Candidate">The version's number; set where the work is told it.</param>
/// <param name="Incumbent">Who holds the stage; set where the work compares with it.</param>
/// <param name="Predictions">What to compare.</param>
/// <param name="Groups">Whose groups to look at.</param>
/// <param name="Reference">The data set that <paramref name="Dataset"/> is held against.</param>
/// <param name="Load">How many requests arrive.</param>
/// <param name="Place">The runner that has to do it, where the outcome depends on that: where times are judged. Null for any.</param>
public sealed record WorkTask(
    WorkKind Kind,
    Limits Limits,
    PromotionDataset? Dataset = null,
    CommandSpec? Command = null,
    WebhookSpec? Webhook = null,
    string? Model = null,
    string? Stage = null,
    int? Candidate = null,
    Compared? Incumbent = null,
    PredictionPair? Predictions = null,
    GroupQuestion? Groups = null,
    PromotionDataset? Reference = null,
    RequestLoad? Load = null,
    string? Place = null
)
{
    /// <summary>One digest over everything in it that the outcome depends on.</summary>
    public Digest Digest => Digest.OfTexts(Parts());

    /// <summary>Measuring on a data set.</summary>
    public static WorkTask Evaluate(PromotionDataset dataset, Limits limits) =>
        new(WorkKind.Evaluate, limits, Dataset: dataset);

    /// <summary>Comparing what two models were found to predict; null while one of them was not measured.</summary>
    public static WorkTask? Compare(
        PromotionDataset dataset,
        Evaluation? candidate,
        Evaluation? incumbent,
        double confidence,
        Limits limits
    ) =>
        candidate?.Output is { } one && incumbent?.Output is { } other
            ? new(
                WorkKind.Compare,
                limits,
                Dataset: dataset,
                Predictions: new PredictionPair(one.Digest.Hex, one.Size, other.Digest.Hex, other.Size, confidence)
            )
            : null;

    /// <summary>Looking at how a measured model treats groups; null while it was not measured.</summary>
    public static WorkTask? Fairness(
        PromotionDataset dataset,
        Evaluation? measured,
        string column,
        long minExamples,
        double confidence,
        Limits limits
    ) =>
        measured?.Output is { } output
            ? new(
                WorkKind.Fairness,
                limits,
                Dataset: dataset,
                Groups: new GroupQuestion(output.Digest.Hex, output.Size, column, minExamples, confidence)
            )
            : null;

    /// <summary>Holding a data set against another.</summary>
    public static WorkTask Drift(PromotionDataset dataset, PromotionDataset reference, Limits limits) =>
        new(WorkKind.Drift, limits, Dataset: dataset, Reference: reference);

    /// <summary>Putting a model under load, and another one beside it.</summary>
    public static WorkTask Latency(
        PromotionDataset dataset,
        RequestLoad load,
        Limits limits,
        Compared? incumbent = null
    ) =>
        new(
            WorkKind.Latency,
            limits with
            {
                TimeoutSeconds = Math.Max(limits.TimeoutSeconds, load.SecondsFor(incumbent is null ? 1 : 2)),
            },
            Dataset: dataset,
            Incumbent: incumbent,
            Load: load
        );

    private IEnumerable<string> Parts() =>
        [
            Kind.ToString(),
            Say(Limits.TimeoutSeconds),
            Say(Limits.MemoryBytes),
            .. Listed(PartsOf(Dataset)),
            .. Listed(Command is { } command ? [command.Name, command.Report ?? "", .. command.Arguments] : []),
            .. Listed(
                (Command?.Environment ?? new Dictionary<string, string>())
                    .OrderBy(variable => variable.Key, StringComparer.Ordinal)
                    .SelectMany(variable => new[] { variable.Key, variable.Value })
            ),
            .. Listed(Webhook is { } webhook ? [webhook.Name, webhook.Url] : []),
            Model ?? "",
            Stage ?? "",
            Candidate is { } candidate ? Say(candidate) : "",
            .. Listed(Incumbent is { } incumbent ? [Say(incumbent.Version), incumbent.Artifact] : []),
            .. Listed(Predictions is { } pair ? [pair.Candidate, pair.Incumbent, Exactly(pair.Confidence)] : []),
            .. Listed(
                Groups is { } groups
                    ? [groups.Predictions, groups.Column, Say(groups.MinExamples), Exactly(groups.Confidence)]
                    : []
            ),
            .. Listed(PartsOf(Reference)),
            .. Listed(Load is { } load ? [Exactly(load.PerSecond), Say(load.Requests), Exactly(load.Confidence)] : []),
            Place ?? "",
        ];

    private static IEnumerable<string> PartsOf(PromotionDataset? data) =>
        data is null ? [] : [data.Digest, data.Task.Word(), data.Label, data.Query ?? "", .. data.Ignore];

    // How many there are goes before them, so that none of them can be taken for what follows.
    private static IEnumerable<string> Listed(IEnumerable<string> parts)
    {
        var list = parts.ToList();
        return list.Prepend(Say(list.Count));
    }

    private static string Exactly(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Say(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A piece of work that a promotion waits for.</summary>
/// <param name="Artifact">The digest of the manifest it is done on.</param>
/// <param name="Task">What is to be done.</param>
public sealed record WorkRequest(Digest Artifact, WorkTask Task)
{
    /// <summary>The policy's runner that shall do it; null for any worker. Whoever does it, the outcome is the same.</summary>
    public string? Runner { get; init; }

    /// <summary>
    /// Requests, each piece of work once: who asks first decides where it is done, but for who does not care.
    /// </summary>
    public static IReadOnlyList<WorkRequest> Merge(IEnumerable<WorkRequest> requests) =>
        [
            .. requests
                .GroupBy(request => (request.Artifact, request.Task.Digest))
                .Select(same =>
                    same.First() with
                    {
                        Runner = same.Select(request => request.Runner).FirstOrDefault(runner => runner is not null),
                    }
                ),
        ];
}
