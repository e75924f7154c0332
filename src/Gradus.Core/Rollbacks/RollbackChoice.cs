using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Promotions;

namespace Gradus.Core.Rollbacks;

/// <summary>A version that held the stage before.</summary>
/// <param name="Facts">The version as it is now; null if it was deleted.</param>
/// <param name="Number">Its number.</param>
/// <param name="Problem">What is wrong with its bytes, as just read; null if they are sound.</param>
/// <param name="WasRolledBack">Whether it left the stage, the last time, because the stage was rolled back from it.</param>
public sealed record FormerHolder(int Number, VersionFacts? Facts, string? Problem, bool WasRolledBack = false);

/// <summary>A former holder that is no target, and why.</summary>
public sealed record RejectedTarget(int Version, string Why);

/// <summary>Where a rollback goes.</summary>
/// <param name="Target">The version; null if none is good.</param>
/// <param name="Rejected">The former holders that are no target, in the order they were looked at.</param>
public sealed record RollbackChoice(VersionFacts? Target, IReadOnlyList<RejectedTarget> Rejected)
{
    /// <summary>Why the one that leaves is no target.</summary>
    public const string HoldsIt = "it holds the stage now";

    /// <summary>
    /// The last version that held the stage before the one that leaves, was good there, is whole, and answers the callers of
    /// the one that leaves. Its bytes are always looked at; other gates never are.
    /// </summary>
    /// <param name="former">Who held the stage, the last first; each once.</param>
    /// <param name="leaving">Who leaves: the one that came last, or nobody.</param>
    /// <param name="to">The version that was asked for; null for the last good one.</param>
    /// <param name="later">The active stages after the one that is rolled back.</param>
    public static RollbackChoice Choose(
        IReadOnlyList<FormerHolder> former,
        IReadOnlyList<VersionFacts> leaving,
        int? to,
        IReadOnlyCollection<string> later
    )
    {
        var rejected = new List<RejectedTarget>();
        foreach (var holder in former.Where(holder => to is null || holder.Number == to))
        {
            if ((Objection(holder, leaving, later) ?? (to is null ? WasBad(holder) : null)) is { } why)
            {
                rejected.Add(new RejectedTarget(holder.Number, why));
                continue;
            }

            return new RollbackChoice(holder.Facts, rejected);
        }

        if (to is { } number && former.All(holder => holder.Number != number))
        {
            rejected.Add(new RejectedTarget(number, "it never held the stage"));
        }

        return new RollbackChoice(null, rejected);
    }

    // Somebody thought better of it once; by its number it may still be asked for.
    private static string? WasBad(FormerHolder holder) =>
        holder.WasRolledBack ? "the stage was rolled back from it" : null;

    private static string? Objection(
        FormerHolder holder,
        IReadOnlyList<VersionFacts> leaving,
        IReadOnlyCollection<string> later
    ) =>
        holder switch
        {
            { Facts: null } => "it was deleted",
            { Facts.IsHolder: true } => HoldsIt,
            // It has come further: what it holds there is not emptied for this.
            { Facts.Version.Stage: var stage } when later.Contains(stage) => $"it holds {stage} now",
            { Facts.Version.Status: VersionStatus.Revoked } =>
                $"its standing is revoked: {Sentence.Clause(holder.Facts.Version.StatusMessage)}",
            { Facts.Version.Status: VersionStatus.Quarantined } =>
                $"it is quarantined: {Sentence.Clause(holder.Facts.Version.StatusMessage)}",
            { Problem: { } problem } => $"its bytes are not sound: {Sentence.Clause(problem)}",
            _ => Incompatibility(holder.Facts, leaving),
        };

    private static string? Incompatibility(VersionFacts target, IReadOnlyList<VersionFacts> leaving)
    {
        var breaks = leaving
            .Where(one => one.Signature is not null)
            .SelectMany(one => target.Signature?.BreaksFor(one.Signature!) ?? ["its inputs and outputs are not known"])
            .Distinct()
            .ToList();
        return breaks.Count == 0 ? null : $"callers would break: {string.Join("; ", breaks)}";
    }
}
