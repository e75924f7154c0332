using Gradus.Artifacts.Local;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;

namespace Gradus.Server.Ledger;

/// <summary>What looking at ledger, tables and blobs gave.</summary>
/// <param name="Findings">Of the ledger and the tables.</param>
/// <param name="Blobs">How many blobs were hashed.</param>
/// <param name="BadBlobs">Those that are missing or are not what their digest says.</param>
internal sealed record LedgerReport(LedgerFindings Findings, long Blobs, IReadOnlyList<string> BadBlobs);

/// <summary>The part of verifying that only the server can do: it has the tables and the blobs.</summary>
internal sealed class LedgerVerification(LedgerAudit audit, ManifestStore manifests, LocalBlobStore blobs)
{
    /// <summary>Looks at everything; at every byte that a version consists of too, if asked.</summary>
    public async Task<LedgerReport> RunAsync(bool withBlobs, CancellationToken cancellationToken)
    {
        var findings = await audit.RunAsync(cancellationToken);
        var (count, bad) = (0L, new List<string>());
        foreach (var (digest, size) in withBlobs ? await manifests.ListBlobsAsync(cancellationToken) : [])
        {
            count++;
            var read = await blobs.VerifyAsync(digest, size, cancellationToken);
            bad.AddRange(read.IsOk ? [] : [read.Error!.Message]);
        }

        return new LedgerReport(findings, count, bad);
    }
}
