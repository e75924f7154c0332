using Gradus.Core.Errors;

namespace Gradus.Core.Models;

/// <summary>
/// The URI a version is registered with. To Gradus it is an opaque string that is never opened; what looks like an attempt to
/// make some server open a path of its own is refused all the same, since other programs read it later.
/// </summary>
public static class ModelSource
{
    private const int MaxDecodings = 10;

    /// <summary>Checks an external source: an absolute URI with a scheme that is not file, without relative path parts.</summary>
    public static Result<string> ParseExternal(string source)
    {
        if (!Text.Parse(source, "source", Text.MaxLineLength).Try(out _, out var error))
        {
            return error;
        }

        if (IsLocal(source))
        {
            return Error.Invalid(
                $"Invalid model version source: '{source}'. A local path is never opened by the server: upload the files, "
                    + "or give the URI of where they are kept.",
                "source"
            );
        }

        return HasRelativeParts(source)
            ? Error.Invalid(
                $"Invalid model version source: '{source}'. If supplying a source as an http, https, local file path, ftp, "
                    + "objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path "
                    + "references present. Please provide an absolute path.",
                "source"
            )
            : source;
    }

    /// <summary>Whether the source means a path on the server's own disk: no scheme, the scheme file, or a drive letter.</summary>
    public static bool IsLocal(string source)
    {
        var colon = source.IndexOf(':');
        var scheme = colon > 1 ? source[..colon] : "";
        return scheme.Length == 0
            || !char.IsAsciiLetter(scheme[0])
            || !scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            || scheme.Equals("file", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the path or what follows it holds "..", "/./", a backslash or NUL, however often it was percent-encoded.</summary>
    public static bool HasRelativeParts(string source)
    {
        var form = source;
        for (var round = 0; round < MaxDecodings; round++)
        {
            if (
                form.Split('/', '?', '#', ';', '=', '&').Any(part => part is ".." or ".")
                || form.AsSpan().ContainsAny('\\', '\0')
            )
            {
                return true;
            }

            var decoded = Uri.UnescapeDataString(form);
            if (decoded == form)
            {
                return false;
            }

            form = decoded;
        }

        return true;
    }
}
