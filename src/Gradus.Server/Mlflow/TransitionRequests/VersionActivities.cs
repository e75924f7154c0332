using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Approvals;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Server.Mlflow.TransitionRequests;

/// <summary>What was done about a version: its requests, what people said of them, and its moves, in one order.</summary>
internal sealed class VersionActivities(
    VersionStore versions,
    TransitionStore transitions,
    PromotionStore promotions,
    ApprovalStore approvals
)
{
    /// <summary>How many activities, moves and requests are looked at: the newest ones.</summary>
    private const int Most = 1_000;

    /// <summary>The activities of a version, newest first.</summary>
    public async Task<Result<IReadOnlyList<Activity>>> ListAsync(
        string model,
        int version,
        CancellationToken cancellationToken
    )
    {
        if (!(await versions.GetAsync(model, version, cancellationToken)).Try(out var found, out var error))
        {
            return error;
        }

        var filter = new PromotionFilter(model, version);
        var asked = await promotions.ListAsync(filter, Most, null, cancellationToken);
        var moved = await transitions.HistoryAsync(model, version, null, Most, null, cancellationToken);
        if (!asked.Try(out var requests, out error) || !moved.Try(out var moves, out error))
        {
            return error;
        }

        var said = await approvals.OfVersionAsync(model, version, cancellationToken);
        var all = OfMoves(moves.Items).Concat(OfPeople(requests.Items, said, moves.Items, found.Stage));
        return all.OrderByDescending(activity => activity.At)
            .ThenByDescending(activity => activity.Kind)
            .Take(Most)
            .ToList();
    }

    private static IEnumerable<Activity> OfMoves(IEnumerable<Transition> moves) =>
        moves
            .Where(move => move is { From: not null, To: not null })
            .Select(move => new Activity(
                Id: move.Promotion ?? $"{move.Id}",
                Kind: move.DisplacedBy is null ? ActivityKind.Applied : ActivityKind.Displaced,
                Actor: move.Actor,
                From: move.From!,
                To: move.To!,
                At: move.At,
                Comment: move.DisplacedBy is null ? move.Reason : "",
                SystemComment: move.DisplacedBy is null ? "" : move.Reason
            ));

    private static IEnumerable<Activity> OfPeople(
        IReadOnlyList<Promotion> requests,
        IReadOnlyList<Approval> said,
        IReadOnlyList<Transition> moves,
        string now
    )
    {
        var byId = requests.ToDictionary(request => request.Id);
        foreach (var request in requests)
        {
            yield return Of(request, ActivityKind.Requested, request.Actor, request.CreatedAt, request.Reason);
            if (request is { Phase: Phase.Cancelled, CancelledBy: { } actor })
            {
                yield return Of(request, ActivityKind.Cancelled, actor, request.UpdatedAt, "", request.Outcome);
            }
        }

        foreach (var word in said.Where(word => byId.ContainsKey(word.Promotion)))
        {
            yield return Of(byId[word.Promotion], KindOf(word.Decision), word.Actor, word.At, word.Comment);
        }

        Activity Of(
            Promotion of,
            ActivityKind kind,
            string who,
            DateTimeOffset at,
            string comment,
            string system = ""
        ) => new(of.Id, kind, who, StageAt(at, moves, now), of.Stage, at, comment, system);
    }

    // Moves are newest first: what comes just after a time tells where the version was then.
    private static string StageAt(DateTimeOffset at, IReadOnlyList<Transition> moves, string now) =>
        moves.LastOrDefault(move => move.At >= at && move.From is not null)?.From ?? now;

    private static ActivityKind KindOf(ApprovalDecision decision) =>
        decision switch
        {
            ApprovalDecision.Approve => ActivityKind.Approved,
            ApprovalDecision.Reject => ActivityKind.Rejected,
            ApprovalDecision.Withdraw => ActivityKind.Cancelled,
            _ => ActivityKind.Commented,
        };
}
