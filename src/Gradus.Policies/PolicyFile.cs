using System.Text;
using Gradus.Core.Policies;
using Gradus.Policies.Reading;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies;

/// <summary>What became of reading a policy file.</summary>
/// <param name="Policy">The policy; null if there is any problem.</param>
/// <param name="Problems">All that is wrong with the file, in the order of its lines; empty if it was read.</param>
public sealed record PolicyReading(Policy? Policy, IReadOnlyList<PolicyProblem> Problems);

/// <summary>
/// Reads <c>gradus.yaml</c>. Pure: the same text gives the same policy on every machine that knows its time zones. Nothing is
/// guessed: a file with one problem is no policy, and all its problems are told at once.
/// </summary>
public static class PolicyFile
{
    /// <summary>The most bytes a file may have, as UTF-8.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads a file's text.</summary>
    public static PolicyReading Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new ProblemList();
        var policy = Encoding.UTF8.GetByteCount(text) <= MaxBytes ? Read(text, problems) : RefuseSize(problems);
        return new PolicyReading(problems.Any ? null : policy, problems.InOrder());
    }

    private static Policy? Read(string text, ProblemList problems)
    {
        if (YamlReader.Read(text, problems) is not { } root)
        {
            return null;
        }

        FormCheck.Check(root, PolicyShape.Root, problems);
        return root is YamlMap map ? new PolicyReader(problems).Read(new Fields(map, "")) : null;
    }

    private static Policy? RefuseSize(ProblemList problems)
    {
        problems.Add(1, 1, "", "The file is larger than 1 MiB; a policy is written by people and is far smaller.");
        return null;
    }
}
