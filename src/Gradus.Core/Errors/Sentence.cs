namespace Gradus.Core.Errors;

/// <summary>Puts what others wrote, with a full stop or without, into sentences that end with one.</summary>
public static class Sentence
{
    /// <summary>The text with a stop at its end, and never a second one.</summary>
    public static string End(string text) => text is [.., '.' or '!' or '?'] ? text : $"{text}.";

    /// <summary>The text as a part of a longer sentence: without its own full stop.</summary>
    public static string Clause(string? text) => text?.TrimEnd('.') ?? "";
}
