namespace Gradus.Cli.CommandLine;

/// <summary>What was asked for cannot be done as things are, and no server had to say so. The message is the one line to print.</summary>
/// <param name="message">One sentence that says what would do.</param>
/// <param name="code">For programs, as the server's codes are.</param>
internal sealed class RefusedException(string message, string code) : Exception(message)
{
    /// <summary>The machine-readable code.</summary>
    public string Code { get; } = code;
}
