using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>What <c>gradus promote</c> takes.</summary>
internal sealed class PromoteOptions
{
    public Argument<string> Target { get; } =
        new("model")
        {
            HelpName = "MODEL",
            Description = "The registered model's name, or MODEL/VERSION, e.g. churn/3, without --version.",
        };

    public Option<int?> Version { get; } = Words.VersionOption("The version to promote.");

    public Option<string?> To { get; } =
        Words.Required(Words.TextOption("--to", "STAGE", "The stage to promote to, exactly as registered."));

    public BestOptions Best { get; } =
        new("Promote the version that is best by this metric instead; of equals, by the next.");

    public Option<string?> Data { get; } =
        Words.TextOption(
            "--data",
            "NAME|FILE",
            "The registered data set to measure on, or a CSV or Parquet file to upload for it. The policy may name one."
        );

    public Datasets.ColumnOptions Columns { get; } = new();

    public Option<string[]> Require { get; } =
        Forms.Requirements(
            "--require",
            "What must hold besides the policy, e.g. \"accuracy>=0.95\" or \"latency_p95_ms<=50\"; measured on --data, or else on "
                + "what the policy measures on. \"logged accuracy>=0.95\" is judged on what was logged."
        );

    public Option<bool> Archive { get; } =
        new("--archive-existing", "--archive-existing-versions")
        {
            Description = "Move the versions that are in the stage now to the archive stage, in the same transaction.",
        };

    public Option<string?> Reason { get; } = Words.TextOption("--reason", "TEXT", "Why; it stands in the history.");

    public Option<bool> DryRun { get; } =
        new("--dry-run") { Description = "Show what would happen and what hinders it. Nothing is written." };

    public Option<string?> PlanDigest { get; } =
        Forms.Digest("--plan-digest", "Only if the world is still as --dry-run showed it.");

    public Option<bool> Anew { get; } =
        new("--anew") { Description = "Have everything measured again; evidence from before does not count." };

    public Option<bool> Wait { get; } = new("--wait") { Description = "Wait for the outcome (the default)." };

    public Option<bool> NoWait { get; } = new("--no-wait") { Description = "Do not wait for the outcome." };

    public Option<TimeSpan?> Timeout { get; } =
        Words.DurationOption("--timeout", "Stop waiting after this time (90s, 10m, 2h); the promotion goes on.");

    public ReportOptions Reports { get; } = new();

    public Option<bool> BreakGlass { get; } =
        new("--break-glass")
        {
            Description =
                "Move the version WITHOUT its gates, in an emergency. Needs --reason, and stands out in history.",
        };

    public Option<bool> Yes { get; } = Consent.Option();

    public Option<TimeSpan?> EvaluationTimeout { get; } =
        Words.DurationOption("--evaluation-timeout", "How long one evaluation may take (default 5m).");

    public Option<int?> EvaluationMemory { get; } =
        Words.NumberOption(
            "--evaluation-memory",
            "MIB",
            "How much memory one evaluation may use, in MiB (default 2048).",
            1
        );

    /// <summary>Those that mean nothing where the gates are passed by.</summary>
    public IReadOnlyList<Option> OfGates =>
        [
            .. Best.All,
            Data,
            .. Columns.All,
            Require,
            DryRun,
            PlanDigest,
            Anew,
            Wait,
            NoWait,
            Timeout,
            .. Reports.All,
            EvaluationTimeout,
            EvaluationMemory,
        ];

    public void AddTo(Command command)
    {
        Option[] all =
        [
            To,
            Version,
            .. Best.All,
            Data,
            .. Columns.All,
            Require,
            Archive,
            Reason,
            DryRun,
            PlanDigest,
            Anew,
            Wait,
            NoWait,
            Timeout,
            .. Reports.All,
            BreakGlass,
            Yes,
            EvaluationTimeout,
            EvaluationMemory,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The model's name.</summary>
    public string Model(Run run) => VersionTarget.Split(run.Get(Target)).Model;

    /// <summary>The version that was named either way; null if none was.</summary>
    public int? NamedVersion(Run run) =>
        (VersionTarget.Split(run.Get(Target)).Version, run.Get(Version)) switch
        {
            ({ }, { }) => throw new UsageException(
                $"'{run.Get(Target)}' names a version already: leave --version out."
            ),
            var (inTarget, inOption) => inTarget ?? inOption,
        };

    /// <summary>The request, yet without its data set.</summary>
    public PromotionRequestDto Read(Run run)
    {
        Check(run);
        var request = new PromotionRequestDto(
            run.Get(To)!,
            NamedVersion(run),
            Best.Metrics(run),
            Require: run.Get(Require),
            ArchiveExistingVersions: run.Get(Archive),
            Reason: run.Get(Reason),
            TimeoutSeconds: (int?)run.Get(EvaluationTimeout)?.TotalSeconds,
            MemoryBytes: run.Get(EvaluationMemory) is { } mebibytes ? mebibytes * 1_048_576L : null,
            Filter: run.Get(Best.Where),
            Constraints: Best.Bounds(run),
            PlanDigest: run.Get(PlanDigest),
            Anew: run.Get(Anew) ? true : null
        );
        MeasuredMetrics.Check(request with { Dataset = run.Get(Data) });
        return request;
    }

    private void Check(Run run)
    {
        var wrong = (NamedVersion(run), Best.Metrics(run)) switch
        {
            (null, null) or ({ }, { }) => "Say which version: either --version N or --best METRIC.",
            ({ }, null) when run.Has(Best.Where) || run.Has(Best.Constraint) =>
                "--where and --constraint say which versions --best chooses from: give --best METRIC.",
            _ when run.Get(Wait) && run.Get(NoWait) => "Say either --wait or --no-wait.",
            _ when run.Get(DryRun) && run.Has(PlanDigest) =>
                "--dry-run makes a plan and --plan-digest carries one out: say one of them.",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new UsageException(wrong);
        }

        Reports.Check(run);
    }
}
