using Gradus.Artifacts;
using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Data.Artifacts;
using Gradus.Data.Models;
using Gradus.Data.Rollbacks;
using Gradus.Server.Hosting;

namespace Gradus.Server.Artifacts;

/// <summary>What reading every byte of a version gave.</summary>
/// <param name="Files">How many files were read.</param>
/// <param name="Bytes">How many bytes they have.</param>
/// <param name="Problems">What did not match, a sentence a file; empty if all did.</param>
internal sealed record Verification(int Files, long Bytes, IReadOnlyList<string> Problems)
{
    /// <summary>Whether every file is what it was registered as.</summary>
    public bool Sound => Problems.Count == 0;
}

/// <summary>
/// Stands between stored bytes and everyone who reads them: bytes that do not match their digest are not handed out, and
/// every version that contains them is quarantined.
/// </summary>
internal sealed class ArtifactGuard(
    LocalBlobStore blobs,
    ManifestStore manifests,
    VersionStore versions,
    ILogger<ArtifactGuard> logger
) : IArtifactReader
{
    /// <summary>Reads a version's bytes through. Quarantines on a mismatch; lifts a quarantine if all is right again.</summary>
    public async Task<Result<Verification>> VerifyAsync(string model, int number, CancellationToken cancellationToken)
    {
        var found = await versions.GetAsync(model, number, cancellationToken);
        if (!found.Try(out var version, out var error))
        {
            return error;
        }

        if (version.Manifest is not { } digest)
        {
            return new Verification(0, 0, []);
        }

        if (!(await manifests.GetAsync(digest, cancellationToken)).Try(out var stored, out error))
        {
            return error;
        }

        var problems = new List<string>();
        foreach (var file in stored.Manifest.Files)
        {
            var read = await blobs.VerifyAsync(file.Digest, file.Size, cancellationToken);
            if (!read.IsOk)
            {
                await QuarantineAsync(file.Digest, read.Error.Message);
                problems.Add($"{file.Path}: {read.Error.Message}");
            }
        }

        if (problems.Count == 0 && version.Status == VersionStatus.Quarantined)
        {
            await manifests.ReleaseAsync(digest);
        }

        return new Verification(stored.Manifest.Files.Count, stored.Manifest.Size, problems);
    }

    /// <inheritdoc/>
    public async Task<string?> FindProblemAsync(string model, int number, CancellationToken cancellationToken)
    {
        try
        {
            var read = await VerifyAsync(model, number, cancellationToken);
            return read.Try(out var verification, out var error)
                ? verification.Sound
                    ? null
                    : string.Join(" ", verification.Problems)
                : error.Code is ErrorCode.ModelNotFound or ErrorCode.VersionNotFound
                    ? null
                    : error.Message;
        }
        catch (IOException e)
        {
            return $"its bytes could not be read: {e.Message}";
        }
    }

    /// <summary>Opens a blob for reading; damage that shows at once is refused and quarantined.</summary>
    public async Task<Result<Stream>> OpenAsync(Digest digest, long size)
    {
        var opened = blobs.OpenVerified(digest, size);
        if (opened is { IsOk: false, Error.Code: ErrorCode.Corrupt })
        {
            await QuarantineAsync(digest, opened.Error.Message);
        }

        return opened;
    }

    /// <summary>Copies a blob to a reader. Damage found on the way breaks the copy off before its end.</summary>
    /// <exception cref="CorruptBlobException">The bytes do not match; the versions they belong to are quarantined.</exception>
    public async Task CopyAsync(Stream blob, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            await blob.CopyToAsync(destination, cancellationToken);
        }
        catch (CorruptBlobException corrupt)
        {
            await QuarantineAsync(corrupt.Digest, corrupt.Message);
            throw;
        }
    }

    private async Task QuarantineAsync(Digest blob, string problem)
    {
        ServerLog.Corrupt(logger, problem);
        await manifests.QuarantineAsync(blob, problem);
    }
}
