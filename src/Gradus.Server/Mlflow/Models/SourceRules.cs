using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>
/// Which sources a version may be registered with, in MLflow's words. No tag switches a rule off; a prompt may besides have a
/// bare word for a source, since it has no bytes.
/// </summary>
internal static class SourceRules
{
    /// <summary>Checks a source.</summary>
    /// <param name="source">The URI.</param>
    /// <param name="runId">The run it is said to come from; may be empty.</param>
    /// <param name="isPrompt">Whether the version is a prompt's.</param>
    public static Result<Done> Check(string source, string runId, bool isPrompt)
    {
        if (source.Length > Text.MaxLineLength)
        {
            return Error.Invalid($"'source' exceeds the maximum length of {Text.MaxLineLength} characters", "source");
        }

        if (!Text.IsPrintable(source))
        {
            return Error.Invalid("Invalid model version source: it holds a control character.", "source");
        }

        if (ModelSource.IsLocal(source))
        {
            return isPrompt && source.All(c => char.IsLetterOrDigit(c) || c is '-' or '_')
                ? default(Done)
                : RefuseLocal(source, runId, isPrompt);
        }

        return PathOf(source).Length > 0 && !ModelSource.HasRelativeParts(source)
            ? default(Done)
            : Error.Invalid(
                $"Invalid model version source: '{PythonForm.Shorten(source)}'. If supplying a source as an http, https, "
                    + "local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided "
                    + "without relative path references present. Please provide an absolute path.",
                "source"
            );
    }

    private static Error RefuseLocal(string source, string runId, bool isPrompt)
    {
        if (isPrompt)
        {
            return Error.Invalid(
                $"Invalid prompt source: '{PythonForm.Shorten(source)}'. Local source paths are not allowed for prompts.",
                "source"
            );
        }

        // A local path must lie in the artifact folder of its run. This server's runs have none on its disk.
        return runId.Length > 0
            ? Runs.NotFound(runId)
            : Error.Invalid(
                $"Invalid model version source: '{PythonForm.Shorten(source)}'. To use a local path as a model version "
                    + "source, the run_id request parameter has to be specified and the local path has to be contained "
                    + "within the artifact directory of the run specified by the run_id.",
                "source"
            );
    }

    // "/b/c" of "s3://a/b/c?d#e"; empty where MLflow sees no absolute path.
    private static ReadOnlySpan<char> PathOf(string source)
    {
        var rest = source.AsSpan(source.IndexOf(':') + 1);
        if (rest.StartsWith("//"))
        {
            var slash = rest[2..].IndexOfAny("/?#");
            rest = slash < 0 ? [] : rest[(slash + 2)..];
        }

        var end = rest.IndexOfAny("?#");
        var path = (end < 0 ? rest : rest[..end]).TrimEnd('/');
        return path.StartsWith('/') && !path.Contains('\\') ? path : [];
    }
}
