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
        Find(name) ?? Stages.FirstOrDefault(stage => StageName.Fold(stage.Name) == StageName.Fold(name));

    /// <summary>The names of the active stages behind this one.</summary>
    public IReadOnlyList<string> ActiveAfter(string name) =>
        [
            .. Stages
                .Where(stage =>
                    stage.Kind == StageKind.Active && stage.Position > (Find(name)?.Position ?? int.MaxValue)
                )
                .Select(stage => stage.Name),
        ];

    /// <summary>The catalogue with a new stage in it.</summary>
    /// <param name="name">Must differ from every registered name by more than case.</param>
    /// <param name="description">Free text, may be empty.</param>
    /// <param name="occupancy">How many versions of one model it may hold.</param>
    /// <param name="position">Its place in the order; null for right before the archive stage.</param>
    public Result<StageCatalog> Add(StageName name, string description, Occupancy occupancy, int? position)
    {
        if (FindIgnoringCase(name.Value) is { } twin)
        {
            var how = twin.Name == name.Value ? "already exists" : $"differs from '{twin.Name}' only by case";
            return new Error(ErrorCode.AlreadyExists, $"Stage '{name}' {how}.", name.Value);
        }

        var stage = new Stage(name.Value, 0, description, StageKind.Active, occupancy);
        return Place(Stages, stage, position ?? Archive.Position);
    }

    /// <summary>The catalogue with one stage changed; null leaves a property as it is.</summary>
    public Result<StageCatalog> Change(string name, string? description, Occupancy? occupancy, int? position)
    {
        if (!Get(name).Try(out var stage, out var error))
        {
            return error;
        }

        if (occupancy == Occupancy.One && stage.Kind != StageKind.Active)
        {
            return Error.Invalid($"Stage '{name}' must hold many versions: it is not an active stage.", "occupancy");
        }

        var changed = stage with
        {
            Description = description ?? stage.Description,
            Occupancy = occupancy ?? stage.Occupancy,
        };
        return Place([.. Stages.Where(other => other.Name != name)], changed, position ?? stage.Position);
    }

    /// <summary>
    /// The catalogue with some stages in another order: they take the places that they had among them, so that the others
    /// stay where they are.
    /// </summary>
    /// <param name="names">Registered names in their new order.</param>
    public Result<StageCatalog> Arrange(IReadOnlyList<string> names)
    {
        var unknown = names.FirstOrDefault(name => Find(name) is null);
        if (unknown is not null)
        {
            return Get(unknown).Error!;
        }

        var arranged = new Queue<Stage>(names.Distinct().Select(name => Find(name)!));
        return Number([.. Stages.Select(stage => names.Contains(stage.Name) ? arranged.Dequeue() : stage)]);
    }

    /// <summary>The catalogue without a stage; the initial and the archive stage stay.</summary>
    public Result<StageCatalog> Remove(string name)
    {
        if (!Get(name).Try(out var stage, out var error))
        {
            return error;
        }

        return stage.Kind switch
        {
            StageKind.Initial => Error.Conflict($"Stage '{name}' cannot be deleted: new versions start there.", name),
            StageKind.Archive => Error.Conflict(
                $"Stage '{name}' cannot be deleted: displaced versions go there.",
                name
            ),
            _ => Number([.. Stages.Where(other => other.Name != name)]),
        };
    }

    private static Result<StageCatalog> Place(IReadOnlyList<Stage> others, Stage stage, int position)
    {
        if (position < 0 || position > others.Count)
        {
            return Error.Invalid($"Position {position} is outside 0 to {others.Count}.", "position");
        }

        return Number([.. others.Take(position), stage, .. others.Skip(position)]);
    }

    private static StageCatalog Number(IReadOnlyList<Stage> stages) =>
        new([.. stages.Select((stage, i) => stage with { Position = i })]);

    private string Refusal(string name)
    {
        var meant = FindIgnoringCase(name) is { } twin
            ? $" Did you mean '{twin.Name}'?"
            : Nearest.Hint(name, Stages.Select(stage => stage.Name));
        var registered = string.Join(", ", Stages.Select(stage => stage.Name));
        return $"Stage '{name}' does not exist.{meant} Registered stages: {registered}. "
            + $"Create it with: gradus stages create --name {Quote(name)}";
    }

    private static string Quote(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
