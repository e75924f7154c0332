using Gradus.Core.Errors;

namespace Gradus.Core.Stages;

/// <summary>All registered stages in their order, and the rules for finding one by what someone typed.</summary>
public sealed record StageCatalog(IReadOnlyList<Stage> Stages)
{
    /// <summary>The stages of a new registry.</summary>
    public static StageCatalog Default { get; } =
        new([
            new("None", 0, "Where a new version starts.", StageKind.Initial, Occupancy.Many),
            new("Development", 1, "Being worked on.", StageKind.Active, Occupancy.Many),
            new("Staging", 2, "Being tried under conditions like Production's.", StageKind.Active, Occupancy.Many),
            new("Production", 3, "Serving.", StageKind.Active, Occupancy.Many),
            new("Archived", 4, "Out of use, kept.", StageKind.Archive, Occupancy.Many),
        ]);

    /// <summary>Where a new version starts.</summary>
    public Stage Initial => Stages.Single(stage => stage.Kind == StageKind.Initial);

    /// <summary>Where displaced versions go.</summary>
    public Stage Archive => Stages.Single(stage => stage.Kind == StageKind.Archive);

    /// <summary>The stage of exactly this name, or null.</summary>
    public Stage? Find(string name) => Stages.FirstOrDefault(stage => stage.Name == name);

    /// <summary>
    /// The stage of exactly this name. The refusal says which stages there are, which one was probably meant, and which
    /// command registers a new one.
    /// </summary>
    public Result<Stage> Get(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Error.Invalid("Stage is required.", "stage");
        }

        return Find(name) is { } stage ? stage : new Error(ErrorCode.StageNotFound, Refusal(name), name);
    }

    /// <summary>The stage that MLflow's wire API means: without regard to case, since its clients rely on it.</summary>
    public Stage? FindIgnoringCase(string name) =>
        Find(name) ?? Stages.FirstOrDefault(stage => stage.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private string Refusal(string name)
    {
        var meant = FindIgnoringCase(name) is { } near ? $" Did you mean '{near.Name}'?" : "";
        var registered = string.Join(", ", Stages.Select(stage => stage.Name));
        return $"Stage '{name}' does not exist.{meant} Registered stages: {registered}. "
            + $"Create it with: gradus stages create --name {Quote(name)}";
    }

    private static string Quote(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
