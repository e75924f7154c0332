using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Core.Artifacts;

/// <summary>
/// A file's place inside a model or the artifact tree: relative, '/'-separated, at most 1,024 characters. No empty, "." or
/// ".." segment, no backslash, no control character, no drive letter before a segment, and nothing that reads as one of these after
/// percent-decoding it again. It names a row, never a file on the server's disk.
/// </summary>
public readonly record struct ArtifactPath
{
    /// <summary>The most characters a path may have.</summary>
    public const int MaxLength = 1_024;

    private ArtifactPath(string value) => Value = value;

    /// <summary>The path.</summary>
    public string Value { get; }

    /// <summary>Checks a path that a client sent. It must already be percent-decoded exactly once.</summary>
    public static Result<ArtifactPath> Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return Refuse;
        }

        // A path that decodes to a traversal on some later hop is refused here, though it would be harmless as a row.
        for (var (round, form) = (0, text); round < 4; round++)
        {
            if (!IsClean(form))
            {
                return Refuse;
            }

            var decoded = Uri.UnescapeDataString(form);
            if (decoded == form)
            {
                return HoldsEscape(form) ? Refuse : new ArtifactPath(text);
            }

            form = decoded;
        }

        return Refuse;
    }

    /// <summary>The paths of all folders above this one and the path itself, shortest first.</summary>
    public IEnumerable<string> SelfAndAncestors()
    {
        for (var i = Value.IndexOf('/'); i >= 0; i = Value.IndexOf('/', i + 1))
        {
            yield return Value[..i];
        }

        yield return Value;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static Error Refuse => Error.Invalid("Invalid path", "path");

    private static bool IsClean(string path) =>
        Text.IsPrintable(path) && !path.Contains('\\') && path.Split('/').All(IsCleanSegment);

    private static bool IsCleanSegment(string segment) =>
        segment is not ("" or "." or "..")
        && !(segment.Length > 1 && segment[1] == ':' && char.IsAsciiLetter(segment[0]));

    // What looks encoded and yet does not decode is broken UTF-8, such as an overlong spelling of a dot or a slash.
    private static bool HoldsEscape(string path) =>
        Enumerable
            .Range(0, Math.Max(0, path.Length - 2))
            .Any(i => path[i] == '%' && char.IsAsciiHexDigit(path[i + 1]) && char.IsAsciiHexDigit(path[i + 2]));
}
