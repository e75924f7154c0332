using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Protocol.Models;
using Gradus.Server.Api.Artifacts;
using Gradus.Server.Artifacts;

namespace Gradus.Server.Api.Models;

/// <summary>Reads the registration of a version from a request.</summary>
internal static class VersionMapping
{
    private const int MaxRunId = 500;

    /// <summary>The version that is to be registered, or what is wrong with the request.</summary>
    public static Result<NewVersion> ParseNewVersion(CreateVersionDto request)
    {
        if (
            !Text.Parse(request.Description, "description", Text.MaxDescriptionLength)
                .Try(out var description, out var error)
            || !Text.Parse(request.RunId, "run_id", MaxRunId).Try(out var runId, out error)
            || !Text.Parse(request.RunLink, "run_link", Text.MaxLineLength).Try(out var runLink, out error)
            || !ModelMapping.ParseTags(request.Tags).Try(out var tags, out error)
            || !ParseBytes(request).Try(out var bytes, out error)
        )
        {
            return error;
        }

        return new NewVersion(
            Source: bytes.Source,
            StorageLocation: bytes.Source,
            Manifest: bytes.Manifest,
            Signature: null,
            ArtifactFolder: null,
            Description: description ?? "",
            RunId: runId ?? "",
            RunLink: runLink ?? "",
            Tags: tags
        );
    }

    private static Result<(string Source, Manifest? Manifest)> ParseBytes(CreateVersionDto request) =>
        request switch
        {
            { Files: not null, Source: null } => ArtifactMapping
                .ParseManifest(request.Files)
                .Map<(string, Manifest?)>(manifest => (VersionRegistration.SourceOf(manifest), manifest)),
            { Files: null, Source.Length: > 0 } => ModelSource
                .ParseExternal(request.Source)
                .Map<(string, Manifest?)>(source => (source, null)),
            _ => Error.Invalid(
                "Say what the version consists of: 'files' that were uploaded, or an external 'source'.",
                "files"
            ),
        };
}
