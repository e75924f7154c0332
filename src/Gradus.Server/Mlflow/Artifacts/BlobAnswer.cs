using Gradus.Artifacts;
using Gradus.Core.Artifacts;
using Gradus.Server.Artifacts;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>A stored file as a download.</summary>
internal sealed class BlobAnswer(ManifestFile file) : IResult
{
    public Task ExecuteAsync(HttpContext context) =>
        BlobAnswers.SendAsync(
            context,
            context.RequestServices.GetRequiredService<ArtifactGuard>(),
            new StoredBlob(file.Digest, file.Size),
            file.Path.Value.Split('/')[^1]
        );
}
