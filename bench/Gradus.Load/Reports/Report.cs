namespace Gradus.Load.Reports;

/// <summary>One table of results.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Method">How, in a sentence or two.</param>
/// <param name="Columns">The columns' heads, with units.</param>
/// <param name="Rows">The cells, as they are shown.</param>
internal sealed record Table(
    string Title,
    string Method,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows
);

/// <summary>One of the aims that the project has set itself, held against what was measured.</summary>
/// <param name="What">The aim, with its bound.</param>
/// <param name="Measured">What came out.</param>
/// <param name="Reached">Whether that is within the bound.</param>
internal sealed record Aim(string What, string Measured, bool Reached);

/// <summary>A whole run: where and when it ran, its tables, and its aims.</summary>
internal sealed record Report(Machine Machine, string Run, IReadOnlyList<Table> Tables, IReadOnlyList<Aim> Aims);
