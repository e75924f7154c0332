using Gradus.Core.Artifacts;

namespace Gradus.Core.Approvals;

/// <summary>What a person says of a promotion.</summary>
public enum ApprovalDecision
{
    /// <summary>Yes.</summary>
    Approve,

    /// <summary>No: it ends the promotion.</summary>
    Reject,

    /// <summary>Takes back what the same person said before.</summary>
    Withdraw,

    /// <summary>Neither yes nor no.</summary>
    Comment,
}

/// <summary>One statement of a person on a promotion. Written once; a later one of the same person outweighs it.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Promotion">The promotion's id.</param>
/// <param name="Actor">Who.</param>
/// <param name="Decision">What they say.</param>
/// <param name="Comment">Why, in their words; may be empty.</param>
/// <param name="Binding">What they had in view: see <see cref="Promotions.Promotion.Binding"/>.</param>
/// <param name="At">When.</param>
public sealed record Approval(
    string Id,
    string Promotion,
    string Actor,
    ApprovalDecision Decision,
    string Comment,
    Digest Binding,
    DateTimeOffset At
)
{
    /// <summary>The groups that the person belonged to when they said it, by name: they decide of which roles their word is.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>
    /// The time of the next statement: now, but after all that were made before, so that their times are in the order in which
    /// they were made though the clock is set back.
    /// </summary>
    public static DateTimeOffset TimeOfNext(IReadOnlyList<Approval> said, DateTimeOffset now)
    {
        var earliest = said.Count == 0 ? now : said.Max(approval => approval.At).AddMilliseconds(1);
        return earliest > now ? earliest : now;
    }
}
