using Gradus.Core.Faults;
using Gradus.Protocol.Client;

namespace Gradus.Crash.Tests;

/// <summary>By what each failpoint is reached.</summary>
internal static class Workloads
{
    /// <summary>How long clients rest who only see to it that the errand is not alone.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>How often each failpoint is met; unset, some are once.</summary>
    private static int? Rounds => Settings.Number("GRADUS_FAILPOINT_ROUNDS");

    /// <summary>Those that a server passes when it is started for the first time.</summary>
    public static IReadOnlyList<Failpoint> Starting { get; } =
    [
        Failpoint.SchemaMade,
        Failpoint.LedgerBegun,
        Failpoint.StoreNamed,
        Failpoint.LedgerKeyMade,
        Failpoint.AdministratorInserted,
        Failpoint.AdministratorMade,
        Failpoint.FileWritten,
        Failpoint.FileFlushed,
        Failpoint.FileNamed,
        Failpoint.FolderMade,
    ];

    /// <summary>Those that a server on SQLite passes when it is stopped.</summary>
    public static IReadOnlyList<Failpoint> Stopping { get; } = [Failpoint.ClosingBegun, Failpoint.LogFolded];

    /// <summary>Those that a restore passes.</summary>
    public static IReadOnlyList<Failpoint> Restoring { get; } =
    [
        Failpoint.RestoreMarked,
        Failpoint.RestoreLoaded,
        Failpoint.RestoreBlobsCopied,
        Failpoint.RestoreStoreNamed,
        Failpoint.RestoreCheckpointWritten,
        Failpoint.RestoreCommitted,
        Failpoint.RestoreCompleted,
    ];

    /// <summary>All the others, and those of writing files and folders, which happens then too.</summary>
    public static IReadOnlyList<Failpoint> Serving(bool postgres) =>
        [
            .. Enum.GetValues<Failpoint>()
                .Except(Starting)
                .Except(Stopping)
                .Except(Restoring)
                .Union([Failpoint.FileWritten, Failpoint.FileFlushed, Failpoint.FileNamed, Failpoint.FolderMade])
                .Except(postgres ? [Failpoint.RecordsWritten] : [Failpoint.CommitUnflushed]),
        ];

    /// <summary>The failpoints to be met, as the seed has it: all of them in each round, or some; and how a message calls each.</summary>
    public static IEnumerable<(Failpoint Failpoint, string When)> Choose(
        IReadOnlyList<Failpoint> failpoints,
        int some,
        ITestOutputHelper output
    )
    {
        var seed = Settings.Seed;
        var random = new Random(seed);
        var order = failpoints.ToArray();
        var count = Rounds is null ? Math.Min(some, order.Length) : order.Length;
        output.WriteLine($"seed {seed}, {count} failpoints, {Rounds ?? 1} times");
        for (var round = 0; round < (Rounds ?? 1); round++)
        {
            random.Shuffle(order);
            foreach (var failpoint in order.Take(count))
            {
                output.WriteLine($"{failpoint}");
                yield return (failpoint, $"after {failpoint} of seed {seed}");
            }
        }
    }

    /// <summary>Whether it is passed all the time.</summary>
    public static bool IsPassedOften(Failpoint failpoint) =>
        failpoint
            is Failpoint.WriteBegun
                or Failpoint.KeyClaimed
                or Failpoint.RecordsMade
                or Failpoint.RecordsWritten
                or Failpoint.CommitBegun
                or Failpoint.Committed
                or Failpoint.AnswerMade
                or Failpoint.AnswerKept;

    /// <summary>Whether it is what a client sees of a server that was caught.</summary>
    public static bool IsOfACrash(Exception e) =>
        e is GradusUnreachableException or IOException or HttpRequestException or GradusException { Status: >= 500 };
}
