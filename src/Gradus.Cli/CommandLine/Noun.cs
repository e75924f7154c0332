using System.CommandLine;

namespace Gradus.Cli.CommandLine;

/// <summary>A command that only groups others, e.g. <c>gradus models</c>.</summary>
internal sealed class Noun(string name, string group, string description) : Command(name, description), IGrouped
{
    /// <inheritdoc/>
    public string Group { get; } = group;
}
