using Gradus.Policies.Yaml;

namespace Gradus.Policies;

/// <summary>Gathers what is wrong with a file.</summary>
internal sealed class ProblemList
{
    // What is beyond so many helps nobody, and a file of rubbish must not fill the memory.
    private const int Max = 500;

    private readonly List<PolicyProblem> _problems = [];

    public bool Any => _problems.Count > 0;

    /// <summary>Whether anything is wrong with a key of the file itself, or below it.</summary>
    public bool AnyIn(string key) => _problems.Any(problem => problem.Path.StartsWith(key, StringComparison.Ordinal));

    public void Add(YamlNode at, string path, string message) => Add(at.Line, at.Column, path, message);

    public void Add(int line, int column, string path, string message)
    {
        if (_problems.Count < Max)
        {
            _problems.Add(new PolicyProblem(line, column, path, message));
        }
    }

    public IReadOnlyList<PolicyProblem> InOrder() =>
        [.. _problems.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
}
