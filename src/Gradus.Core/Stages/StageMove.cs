using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Core.Stages;

/// <summary>What a transition will do, decided before anything is written: who moves in and who is moved out.</summary>
/// <param name="Version">The version that moves in.</param>
/// <param name="From">The stage it leaves.</param>
/// <param name="To">The stage it enters.</param>
/// <param name="Displaced">The versions that go to the archive stage to make room, ascending.</param>
public sealed record StageMove(int Version, Stage From, Stage To, IReadOnlyList<int> Displaced)
{
    /// <summary>Whether whoever else is in the stage has to go.</summary>
    public static bool MakesRoom(Stage to, bool archiveExisting) => archiveExisting || to.Occupancy == Occupancy.One;

    /// <summary>
    /// Decides a move. Others in the target are displaced if the caller asks for it or the stage holds only one. Archiving
    /// others while moving to a stage that is not Active is refused; a version that is not Ready moves only to the archive.
    /// </summary>
    /// <param name="version">The version, as just read under the model's lock.</param>
    /// <param name="from">The stage it is in.</param>
    /// <param name="to">The stage it is to enter.</param>
    /// <param name="holders">
    /// The numbers of all versions of the model now in <paramref name="to"/>; only asked for if the move makes room.
    /// </param>
    /// <param name="archiveExisting">Whether the caller asked to archive the present holders.</param>
    public static Result<StageMove> Decide(
        ModelVersion version,
        Stage from,
        Stage to,
        IReadOnlyCollection<int> holders,
        bool archiveExisting
    )
    {
        if (archiveExisting && to.Kind != StageKind.Active)
        {
            return Error.Invalid(
                $"A move to '{to.Name}' cannot archive existing versions: it is not an active stage.",
                "archive_existing_versions"
            );
        }

        if (version.Status != VersionStatus.Ready && to.Kind == StageKind.Active && from.Name != to.Name)
        {
            return version.Status == VersionStatus.Quarantined
                ? new Error(
                    ErrorCode.Corrupt,
                    $"Version {version.Number} of '{version.Model}' is quarantined and cannot be promoted: {version.StatusMessage}",
                    version.Model
                )
                : Error.Conflict(
                    $"The standing of version {version.Number} of '{version.Model}' is revoked, so it cannot be promoted: {version.StatusMessage}",
                    version.Model
                );
        }

        var displaced = MakesRoom(to, archiveExisting)
            ? holders.Where(number => number != version.Number).Order().ToList()
            : [];
        return new StageMove(version.Number, from, to, displaced);
    }
}
