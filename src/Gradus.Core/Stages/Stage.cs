namespace Gradus.Core.Stages;

/// <summary>How many versions of one model a stage may hold.</summary>
public enum Occupancy
{
    /// <summary>Any number.</summary>
    Many,

    /// <summary>At most one: who moves in displaces the holder in the same transaction.</summary>
    One,
}

/// <summary>What part a stage plays. There is exactly one Initial and one Archive stage.</summary>
public enum StageKind
{
    /// <summary>Where a new version starts.</summary>
    Initial,

    /// <summary>A place to be promoted to.</summary>
    Active,

    /// <summary>Where displaced versions go.</summary>
    Archive,
}

/// <summary>A registered place in a model's life.</summary>
/// <param name="Name">As registered, case-sensitive.</param>
/// <param name="Position">Its place in the order: 0 is first. Dense.</param>
/// <param name="Description">Free text, may be empty.</param>
/// <param name="Kind">The part it plays.</param>
/// <param name="Occupancy">How many versions of one model it may hold.</param>
public sealed record Stage(string Name, int Position, string Description, StageKind Kind, Occupancy Occupancy);
