using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Signatures;

/// <summary>
/// Finds a model's signature in its files: in <c>MLmodel</c> at the root if that tells one, else in the ONNX file. No model is
/// loaded or run. A file that cannot be understood is no ground to refuse the model; it is told beside the signature.
/// </summary>
public static class ModelSignature
{
    private const string MlModelPath = "MLmodel";
    private const string OnnxExtension = ".onnx";

    /// <summary>Reads the signature of the model that the manifest lists.</summary>
    /// <param name="manifest">The model's files.</param>
    /// <param name="open">Opens a file's bytes; called for at most two of them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was learned; the refusal to open a file, Corrupt where its bytes are damaged.</returns>
    public static async Task<Result<SignatureReading>> ReadAsync(
        Manifest manifest,
        Func<ManifestFile, Result<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(open);
        try
        {
            var told = await ReadMlModelAsync(manifest, open, cancellationToken);
            if (!told.Try(out var reading, out _) || reading.Signature is not null)
            {
                return told;
            }

            var found = await ReadOnnxAsync(manifest, open, cancellationToken);
            return found.Map(other => other with { Problem = Join(reading.Problem, other.Problem) });
        }
        catch (CorruptBlobException corrupt)
        {
            return corrupt.ToError();
        }
    }

    private static async Task<Result<SignatureReading>> ReadMlModelAsync(
        Manifest manifest,
        Func<ManifestFile, Result<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        var file = manifest.Files.FirstOrDefault(file => file.Path.Value == MlModelPath);
        if (file is null || file.Size > MlModelSignature.MaxLength)
        {
            var problem = file is null ? null : $"The MLmodel file is longer than {MlModelSignature.MaxLength} bytes.";
            return new SignatureReading(null, problem);
        }

        if (!open(file).Try(out var stream, out var refusal))
        {
            return refusal;
        }

        using var reader = new StreamReader(stream);
        return Told(MlModelSignature.Read(await reader.ReadToEndAsync(cancellationToken)));
    }

    private static async Task<Result<SignatureReading>> ReadOnnxAsync(
        Manifest manifest,
        Func<ManifestFile, Result<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        var files = manifest.Files.Where(file => HasExtension(file.Path.Value)).ToList();
        var file = files.Count == 1 ? files[0] : files.Find(file => file.Path.Value == "model.onnx");
        if (file is null)
        {
            var problem = files.Count == 0 ? null : "There are several ONNX files and none is called model.onnx.";
            return new SignatureReading(null, problem);
        }

        if (!open(file).Try(out var stream, out var refusal))
        {
            return refusal;
        }

        await using (stream)
        {
            return Told((await OnnxSignature.ReadAsync(stream, cancellationToken)).Map(Signature? (told) => told));
        }
    }

    private static SignatureReading Told(Result<Signature?> result) =>
        result.Try(out var signature, out var error)
            ? new SignatureReading(signature, null)
            : new SignatureReading(null, error.Message);

    private static bool HasExtension(string path) => path.EndsWith(OnnxExtension, StringComparison.OrdinalIgnoreCase);

    private static string? Join(string? first, string? second) =>
        first is null || second is null ? first ?? second : $"{first} {second}";
}
