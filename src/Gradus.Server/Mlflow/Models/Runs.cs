using Gradus.Core.Errors;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>Runs, as far as the registry speaks of them: this server keeps none, so every one is unknown.</summary>
internal static class Runs
{
    public static Error NotFound(string runId) =>
        new(ErrorCode.ArtifactNotFound, $"Run with id={PythonForm.Shorten(runId)} not found", runId);
}
