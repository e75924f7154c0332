using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Data.Ledger;
using Gradus.Protocol.Ledger;
using Gradus.Server.Ledger;

namespace Gradus.Server.Api.Ledger;

/// <summary>Between the ledger as it is kept and as the wire has it.</summary>
internal static class LedgerMapping
{
    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static Result<LedgerQuery> ParseQuery(
        string? subject,
        string? actor,
        string? action,
        long? since,
        long? until
    )
    {
        if (action is not null && !LedgerActions.All.Contains(action))
        {
            return Error.Invalid(
                $"'{action}' is no action; there are: {string.Join(", ", LedgerActions.All)}.",
                "action"
            );
        }

        return since is < 0 || since > MaxTime ? NotATime("since")
            : until is < 0 || until > MaxTime ? NotATime("until")
            : new LedgerQuery(subject?.Trim('/'), actor, action, TimeOf(since), TimeOf(until));
    }

    public static LedgerRecordDto ToDto(LedgerEntry entry) =>
        new(
            Sequence: entry.Record.Sequence,
            At: entry.Record.At.ToUnixTimeMilliseconds(),
            Actor: entry.Record.Actor,
            Action: entry.Record.Action,
            Subject: entry.Record.Subject,
            RequestId: entry.Record.RequestId,
            Leaf: entry.Leaf,
            Record: entry.Json
        );

    public static LedgerVerificationDto ToDto(
        this LedgerReport report,
        string? signing,
        bool isBehind,
        bool hasAnotherKey
    ) =>
        new(
            Sound: report.Findings.IsSound && report.BadBlobs.Count == 0 && signing is null,
            Records: report.Findings.Records,
            Rows: report.Findings.Rows,
            Problem: report.Findings.Problem,
            Differences: report.Findings.Differences,
            Blobs: report.Blobs,
            BadBlobs: report.BadBlobs,
            Signing: signing,
            Incomplete: report.BadBlobs.Count == 0
                && (report.Findings.IsIncomplete || (report.Findings.IsSound && isBehind)),
            AnotherKey: report.BadBlobs.Count == 0 && report.Findings.IsSound && hasAnotherKey
        );

    public static IReadOnlyList<string> ToHex(IReadOnlyList<byte[]> hashes) =>
        [.. hashes.Select(Convert.ToHexStringLower)];

    private static Error NotATime(string name) => Error.Invalid($"'{name}' must be a time in Unix milliseconds.", name);

    private static DateTimeOffset? TimeOf(long? at) =>
        at is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
