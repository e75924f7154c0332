using System.CommandLine;
using Gradus.Protocol.Client;

namespace Gradus.Cli.CommandLine;

/// <summary>A command that does something, with examples for its help.</summary>
internal sealed class Verb(string name, string description) : Command(name, description), IGrouped
{
    /// <inheritdoc/>
    public string Group { get; init; } = "";

    /// <summary>Command lines without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Sentences that stand in the help before the examples.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What it does; the result is the exit code.</summary>
    public void Does(Func<Run, CancellationToken, Task<int>> action) =>
        SetAction(
            async (parsed, cancel) =>
            {
                using var run = new Run(parsed);
                try
                {
                    return await action(run, cancel);
                }
                catch (GradusException e) when (ModelNames.AreAmiss(e))
                {
                    throw await ModelNames.HintAsync(run, e, cancel);
                }
            }
        );

    /// <summary>What it does where that takes no waiting.</summary>
    public void Does(Func<Run, int> action) =>
        SetAction(parsed =>
        {
            using var run = new Run(parsed);
            return action(run);
        });
}
