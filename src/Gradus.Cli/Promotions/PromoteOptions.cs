using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>What <c>gradus promote</c> takes.</summary>
internal sealed class PromoteOptions
{
    public Argument<string> Model { get; } = Words.Model();

    public Option<int?> Version { get; } = Words.VersionOption("The version to promote.");

    public Option<string?> Best { get; } =
        Words.TextOption("--best", "METRIC", "Promote the version that is best by this metric instead.");

    public Option<string?> To { get; } =
        Words.Required(Words.TextOption("--to", "STAGE", "The stage to promote to, exactly as registered."));

    public Option<string?> Data { get; } =
        Words.TextOption(
            "--data",
            "NAME|FILE",
            "The registered data set to measure on, or a CSV file to upload for it."
        );

    public Option<string> Label { get; } = Datasets.Add.LabelOption();

    public Option<string[]> Ignore { get; } = Datasets.Add.IgnoreOption();

    public Option<string[]> Require { get; } =
        Words.ManyOption("--require", "BOUND", "What must hold, e.g. \"accuracy>=0.95\" or \"latency_p95_ms<=50\".");

    public Option<bool> Archive { get; } =
        new("--archive-existing", "--archive-existing-versions")
        {
            Description = "Move the versions that are in the stage now to the archive stage, in the same transaction.",
        };

    public Option<string?> Reason { get; } = Words.TextOption("--reason", "TEXT", "Why; it stands in the history.");

    public Option<bool> NoWait { get; } = new("--no-wait") { Description = "Do not wait for the outcome." };

    public Option<TimeSpan?> Timeout { get; } =
        Words.DurationOption("--timeout", "Stop waiting after this time (90s, 10m, 2h); the promotion goes on.");

    public Option<TimeSpan?> EvaluationTimeout { get; } =
        Words.DurationOption("--evaluation-timeout", "How long one evaluation may take (default 5m).");

    public Option<int?> EvaluationMemory { get; } =
        Words.NumberOption(
            "--evaluation-memory",
            "MIB",
            "How much memory one evaluation may use, in MiB (default 2048).",
            1
        );

    public void AddTo(Command command)
    {
        Option[] all =
        [
            To,
            Version,
            Best,
            Data,
            Label,
            Ignore,
            Require,
            Archive,
            Reason,
            NoWait,
            Timeout,
            EvaluationTimeout,
            EvaluationMemory,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The request, yet without its data set.</summary>
    public PromotionRequestDto Read(Run run)
    {
        var (version, best) = (run.Get(Version), run.Get(Best));
        if (version is null == best is null)
        {
            throw new UsageException("Say which version: either --version N or --best METRIC.");
        }

        if (run.Get(Data) is null && (best is not null || run.Get(Require).Length > 0))
        {
            throw new UsageException("--best and --require measure: say on which data with --data NAME|FILE.");
        }

        return new PromotionRequestDto(
            run.Get(To)!,
            version,
            best,
            Require: run.Get(Require),
            ArchiveExistingVersions: run.Get(Archive),
            Reason: run.Get(Reason),
            TimeoutSeconds: (int?)run.Get(EvaluationTimeout)?.TotalSeconds,
            MemoryBytes: run.Get(EvaluationMemory) is { } mebibytes ? mebibytes * 1_048_576L : null
        );
    }
}
