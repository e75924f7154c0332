using Gradus.Core.Errors;

namespace Gradus.Core.Models;

/// <summary>A key and a value attached to a registered model or a model version.</summary>
/// <param name="Key">At most 250 letters, digits, or <c>_ - . space : /</c>, and a normalised relative path.</param>
/// <param name="Value">At most 100,000 characters.</param>
public sealed record Tag(string Key, string Value)
{
    /// <summary>The most characters a key may have.</summary>
    public const int MaxKeyLength = 250;

    /// <summary>The most characters a value may have.</summary>
    public const int MaxValueLength = 100_000;

    /// <summary>Checks a tag that a client sent; an absent value is the empty one.</summary>
    public static Result<Tag> Parse(string? key, string? value)
    {
        if (!ParseKey(key).Try(out var parsedKey, out var error))
        {
            return error;
        }

        return value?.Length > MaxValueLength
            ? Error.Invalid($"'value' exceeds the maximum length of {MaxValueLength} characters", "value")
            : Text.Parse(value, "value", MaxValueLength).Map(text => new Tag(parsedKey, text ?? ""));
    }

    /// <summary>Checks a tag's key.</summary>
    public static Result<string> ParseKey(string? key)
    {
        key ??= "";
        if (!key.All(IsAllowed))
        {
            return Error.Invalid(
                $"Invalid value \"{key}\" for parameter 'key' supplied: Names may only contain alphanumerics, "
                    + "underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
                "key"
            );
        }

        var normalised = Normalise(key);
        if (
            normalised != key
            || normalised == "."
            || normalised.StartsWith("..", StringComparison.Ordinal)
            || key[0] == '/'
        )
        {
            return Error.Invalid(
                $"Invalid value \"{key}\" for parameter 'key' supplied: Names may be treated as files in certain cases, "
                    + "and must not resolve to other names when treated as such. "
                    + $"This name would resolve to '{normalised}'",
                "key"
            );
        }

        return key.Length > MaxKeyLength
            ? Error.Invalid($"'key' exceeds the maximum length of {MaxKeyLength} characters", "key")
            : key;
    }

    // Letters and digits of any script, as MLflow's clients send them.
    private static bool IsAllowed(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' ' or ':' or '/';

    // The key read as a POSIX path with "." and ".." resolved; "." if nothing is left. POSIX leaves the meaning of exactly two
    // leading slashes open, so they stay two.
    private static string Normalise(string key)
    {
        var root =
            !key.StartsWith('/') ? ""
            : key.StartsWith("//", StringComparison.Ordinal) && !key.StartsWith("///", StringComparison.Ordinal) ? "//"
            : "/";
        var parts = new List<string>();
        foreach (var part in key.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case ".":
                    break;
                case ".." when parts.Count > 0 && parts[^1] != "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                case ".." when root.Length > 0:
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        var path = root + string.Join('/', parts);
        return path.Length == 0 ? "." : path;
    }
}
