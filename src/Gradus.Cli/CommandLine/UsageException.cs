namespace Gradus.Cli.CommandLine;

/// <summary>The command line is wrong in a way that its grammar alone does not show. The message is the one line to print.</summary>
internal sealed class UsageException(string message) : Exception(message);
