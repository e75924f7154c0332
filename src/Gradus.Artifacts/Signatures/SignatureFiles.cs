using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Signing;

namespace Gradus.Artifacts.Signatures;

/// <summary>
/// Finds the OpenSSF signatures among a model's files: the files whose names end with <c>.sig</c>. One that cannot be understood
/// is no ground to refuse the model; whoever asks for a signature learns it.
/// </summary>
public static class SignatureFiles
{
    /// <summary>The most signature files that are read: the one of the usual name, then the first by name.</summary>
    public const int MaxFiles = 8;

    /// <summary>Reads the signature files of the model that the manifest lists.</summary>
    /// <param name="manifest">The model's files.</param>
    /// <param name="open">Opens a file's bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was learned; the refusal to open a file, Corrupt where its bytes are damaged.</returns>
    public static async Task<Result<IReadOnlyList<SignatureFile>>> ReadAsync(
        Manifest manifest,
        Func<ManifestFile, Result<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(open);
        var read = new List<SignatureFile>();
        foreach (var file in manifest.Files.Where(IsSignature).OrderByDescending(IsUsual).Take(MaxFiles))
        {
            if (!(await ReadAsync(file, manifest, open, cancellationToken)).Try(out var one, out var refusal))
            {
                return refusal;
            }

            read.Add(one);
        }

        return read;
    }

    private static bool IsUsual(ManifestFile file) => file.Path.Value == SignatureFile.UsualPath;

    private static bool IsSignature(ManifestFile file) =>
        file.Path.Value.EndsWith(SignatureFile.Extension, StringComparison.Ordinal);

    private static async Task<Result<SignatureFile>> ReadAsync(
        ManifestFile file,
        Manifest manifest,
        Func<ManifestFile, Result<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        if (file.Size > SignatureFile.MaxLength)
        {
            return new SignatureFile(file.Path.Value)
            {
                Problem = $"is no signature of a model: it is longer than {SignatureFile.MaxLength} bytes",
            };
        }

        if (!open(file).Try(out var stream, out var refusal))
        {
            return refusal;
        }

        try
        {
            await using (stream)
            {
                var text = new MemoryStream((int)file.Size);
                await stream.CopyToAsync(text, cancellationToken);
                return SignatureReader.Read(file.Path.Value, text.ToArray(), manifest);
            }
        }
        catch (CorruptBlobException corrupt)
        {
            return corrupt.ToError();
        }
    }
}
