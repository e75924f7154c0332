namespace Gradus.Cli.CommandLine;

/// <summary>What the shell gets. Pipelines rely on these four.</summary>
internal static class ExitCode
{
    /// <summary>What was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>The server refused, or something failed.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong; nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary>Neither done nor refused yet.</summary>
    public const int Pending = 3;
}
