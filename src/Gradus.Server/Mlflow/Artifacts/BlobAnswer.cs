using Gradus.Core.Artifacts;
using Gradus.Server.Artifacts;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>A stored file as a download.</summary>
internal sealed class BlobAnswer(ManifestFile file) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var guard = context.RequestServices.GetRequiredService<ArtifactGuard>();
        var opened = await guard.OpenAsync(file.Digest, file.Size);
        await (
            opened.Try(out var blob, out var error)
                ? BlobAnswers.WriteAsync(context, guard, file, blob)
                : MlflowErrors.Refuse(error).ExecuteAsync(context)
        );
    }
}
