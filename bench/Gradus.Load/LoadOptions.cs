using System.Diagnostics;

namespace Gradus.Load;

/// <summary>What to measure, and how long.</summary>
internal sealed record LoadOptions
{
    /// <summary>Fewer and shorter rounds over smaller sets: to see whether something works or moved, not to publish.</summary>
    public bool Quick { get; init; }

    /// <summary>The sections to run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>"sqlite", "postgres"; empty for both.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>The folder that gets the report; null for the console only.</summary>
    public string? Output { get; init; }

    /// <summary>The repository's root.</summary>
    public required string Root { get; init; }

    /// <summary>The natively compiled CLI; null to look where the build puts it.</summary>
    public string? Cli { get; init; }

    /// <summary>How long one stretch of load lasts.</summary>
    public TimeSpan Stretch => TimeSpan.FromSeconds(Quick ? 0.4 : 0.8);

    /// <summary>How long each kind of request runs before it counts, so that the JIT has settled.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 0.8 : 1.5);

    /// <summary>How often subject and ceiling take turns, if there is time.</summary>
    public int Rounds => Quick ? 3 : 5;

    /// <summary>The time a whole run may take; when it is over, what is left is measured in one round.</summary>
    public TimeSpan Budget => TimeSpan.FromSeconds(Quick ? 80 : 900);

    /// <summary>When the run started.</summary>
    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <summary>Whether the time is over: the machine is too busy for a whole run.</summary>
    public bool IsLate => Stopwatch.GetElapsedTime(Started) > Budget;

    /// <summary>The rounds, from 0: as many as there are, or as there is time for, and at least one.</summary>
    public IEnumerable<int> Turns()
    {
        for (var round = 0; round < Rounds && (round == 0 || !IsLate); round++)
        {
            yield return round;
        }
    }

    public bool Runs(string section) => Only.Count == 0 || Only.Contains(section);

    public bool RunsOn(string database) => Databases.Count == 0 || Databases.Contains(database);
}
