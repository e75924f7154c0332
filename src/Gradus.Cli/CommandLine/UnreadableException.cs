namespace Gradus.Cli.CommandLine;

/// <summary>
/// What was to be checked cannot be read, which is another exit code than that it is bad. The cause is told as it would be
/// otherwise.
/// </summary>
internal sealed class UnreadableException(Exception cause) : Exception(cause.Message, cause);
