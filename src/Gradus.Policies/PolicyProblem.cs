namespace Gradus.Policies;

/// <summary>Something in a policy file that is not right.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Path">Where it is in the file's structure, e.g. "stages[2].gates[0].threshold"; empty for the file itself.</param>
/// <param name="Message">One sentence: what is wrong, and what would be right.</param>
public sealed record PolicyProblem(int Line, int Column, string Path, string Message)
{
    /// <summary>As compilers write it: "12:7: Unknown key …".</summary>
    public override string ToString() => FormattableString.Invariant($"{Line}:{Column}: {Message}");
}
