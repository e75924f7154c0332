using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Data.Artifacts;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Models;

namespace Gradus.Server.Api.Artifacts;

/// <summary>Between manifests as the domain knows them and as the wire does.</summary>
internal static class ArtifactMapping
{
    public static ManifestDto ToDto(this StoredManifest stored) =>
        new(
            Digest: stored.Manifest.Digest.ToString(),
            Size: stored.Manifest.Size,
            Files: [.. stored.Manifest.Files.Select(ToDto)],
            Signature: stored.Signature.Signature is { } signature
                ? new SignatureDto([.. signature.Inputs.Select(ToDto)], [.. signature.Outputs.Select(ToDto)])
                : null,
            SignatureProblem: stored.Signature.Problem
        );

    public static FileDto ToDto(this ManifestFile file) => new(file.Path.Value, file.Size, file.Digest.ToString());

    /// <summary>Checks the files of a request and puts them together.</summary>
    public static Result<Manifest> ParseManifest(IReadOnlyList<FileDto?> files)
    {
        var parsed = new List<ManifestFile>();
        foreach (var dto in files)
        {
            if (dto is null)
            {
                return Error.Invalid("A file of 'files' is null.", "files");
            }

            if (
                !ArtifactPath.Parse(dto.Path).Try(out var path, out var error)
                || !Digest.Parse(dto.Digest).Try(out var digest, out error)
            )
            {
                return error with { Message = $"File '{dto.Path}': {error.Message}" };
            }

            parsed.Add(new ManifestFile(path, dto.Size, digest));
        }

        return Manifest.Create(parsed);
    }

    private static SignatureFieldDto ToDto(SignatureField field) => new(field.Name, field.Type, field.Shape);
}
