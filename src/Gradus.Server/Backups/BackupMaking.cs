using Gradus.Artifacts.Local;
using Gradus.Core.Backups;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Data;
using Gradus.Data.Backups;
using Gradus.Server.Hosting;
using Gradus.Server.Ledger;

namespace Gradus.Server.Backups;

/// <summary>
/// Makes the file with the registry's rows while the registry is in use. It is written down here before it is sent, so that a
/// slow reader holds no transaction open.
/// </summary>
internal sealed class BackupMaking(Database database, LocalBlobStore blobs, LedgerSigner signer, ServerOptions options)
{
    /// <summary>The file, to be read from its beginning; refused if the ledger cannot be signed.</summary>
    public async Task<Result<Stream>> MakeAsync(CancellationToken cancellationToken)
    {
        // A blob may be swept between the look at the rows and the look at the files; whoever looks again finds it in neither.
        var (file, isWhole) = await TryMakeAsync(mayLack: false, cancellationToken);
        if (!isWhole)
        {
            await file.Value.DisposeAsync();
            (file, _) = await TryMakeAsync(mayLack: true, cancellationToken);
        }

        return file;
    }

    private async Task<(Result<Stream> File, bool IsWhole)> TryMakeAsync(
        bool mayLack,
        CancellationToken cancellationToken
    )
    {
        var file = BackupFiles.Spool(DataFolder.Resolve(options.Data));
        try
        {
            await using (var lines = BackupFiles.WriteLines(file))
            {
                var content = await new BackupDump(database).WriteAsync(lines, cancellationToken);
                if (!await WriteBlobsAsync(content, lines) && !mayLack)
                {
                    return (file, false);
                }

                Failpoints.Pass(Failpoint.BackupSpooled);
                var signed = await signer.SignAsync(content.Ledger, cancellationToken);
                if (!signed.Try(out var checkpoint, out var error))
                {
                    await file.DisposeAsync();
                    return (error, true);
                }

                Failpoints.Pass(Failpoint.BackupSigned);
                var end = new BackupEnd(content.Rows, content.Ledger.Size, checkpoint.Note, signer.Key.ToString());
                await lines.WriteLineAsync(end.ToJson());
            }

            file.Position = 0;
            return (file, true);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> WriteBlobsAsync(BackupContent content, TextWriter lines)
    {
        var isWhole = true;
        foreach (var blob in content.Blobs)
        {
            var kept = blobs.Keep(blob.Digest);
            isWhole &= kept is not null;
            await lines.WriteLineAsync((blob with { Size = kept?.Size }).ToJson());
        }

        return isWhole;
    }
}
