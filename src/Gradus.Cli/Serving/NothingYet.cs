using Gradus.Cli.Processes;
using Gradus.Cli.Screen;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Serving;

/// <summary>Says that no version holds a stage, and what would bring one there.</summary>
internal static class NothingYet
{
    /// <param name="terminal">Who is told.</param>
    /// <param name="model">The model.</param>
    /// <param name="named">The only stage that was asked for; null for all.</param>
    /// <param name="stages">The stages that were looked at, in their order.</param>
    /// <param name="program">What the program was called as.</param>
    public static void Tell(
        Terminal terminal,
        ModelDto model,
        string? named,
        IReadOnlyList<string> stages,
        string program
    )
    {
        terminal.Line($"No version of '{model.Name}' holds {named ?? "a stage"}, and none is on its way.");
        var name = Typed.Quoted(model.Name);
        if (model.LatestVersions.Count == 0)
        {
            terminal.Remark(
                Tone.Faint.Of($"It has no versions. Register one with: {program} versions create {name} --from FILE")
            );
        }
        else if (stages.Count > 0)
        {
            var latest = model.LatestVersions.Max(version => version.Version);
            terminal.Remark(
                Tone.Faint.Of(
                    $"Bring its latest version there with: {program} promote {name}/{latest} --to {Typed.Quoted(stages[0])}"
                )
            );
        }
    }
}
