using Gradus.Cli.CommandLine;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Policies;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Gates;

/// <summary>The checks that the policy's gates wait for, so that a report under another name does not go unnoticed.</summary>
internal static class CheckNames
{
    /// <summary>Says that no gate waits for a check of this name, if none does.</summary>
    public static async Task NoteAsync(Run run, string model, string name, CancellationToken cancel)
    {
        if (await FindAsync(run, model, cancel) is not { } known || known.Contains(name))
        {
            return;
        }

        var others = known.Count == 0 ? "" : $" It has gates for: {string.Join(", ", known)}.";
        run.Terminal.Remark(
            $"Note: no gate of the policy waits for a check '{name}' of '{model}'.{Nearest.Hint(name, known)}{others}"
        );
    }

    // Null if the policy cannot be read here: the report is on record all the same.
    private static async Task<List<string>?> FindAsync(Run run, string model, CancellationToken cancel)
    {
        try
        {
            var text = (await run.Server.Policy.GetAsync(cancel)).Text;
            return PolicyFile.Parse(text ?? "").Policy is { } policy ? [.. Of(policy, model).Distinct()] : null;
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Of(Policy policy, string model) =>
        policy
            .GovernedStages.Select(stage => policy.RulesFor(model, stage))
            .SelectMany(rules => rules.Gates.Concat(rules.Verification?.Gates ?? []))
            .Select(rule => rule.Gate)
            .OfType<ExternalGate>()
            .Select(gate => gate.Check);
}
