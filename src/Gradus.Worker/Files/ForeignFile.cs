using Gradus.Core.Errors;

namespace Gradus.Worker.Files;

/// <summary>A file that a foreign program left: only an ordinary one that is not too large is read.</summary>
internal static class ForeignFile
{
    /// <summary>Its bytes; the refusal completes a sentence such as "the report …".</summary>
    public static Result<byte[]> Read(string path, int maxBytes)
    {
        var file = new FileInfo(path);
        // A pipe or a device says that it has no bytes, and is not opened: that could block for ever.
        return file switch
        {
            { LinkTarget: not null } => Error.Invalid("is a link"),
            { Exists: false } => Error.Invalid("is missing"),
            { Length: 0 } => Error.Invalid("is empty"),
            _ when file.Length > maxBytes => Error.Invalid(
                $"has {file.Length} bytes; at most {maxBytes} bytes are read"
            ),
            _ => File.ReadAllBytes(path),
        };
    }
}
