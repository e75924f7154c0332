namespace Gradus.Cli.CommandLine;

/// <summary>A command that stands under a heading in the help of the one above it.</summary>
internal interface IGrouped
{
    /// <summary>The heading; empty for none.</summary>
    string Group { get; }
}
