using System.Globalization;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Data.Models;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Takes promotions from phase to phase: each step one transaction, decided by Core on facts read in it.</summary>
public sealed class PromotionStepStore(Database database)
{
    /// <summary>
    /// Takes a promotion one step further, up to the point where its version may move, and asks for the evaluations it
    /// needs. The answer is the promotion as it stands then. While there is nothing to do, nothing is locked or written.
    /// </summary>
    public async Task<Result<Promotion>> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        var seen = await database.ReadAsync(session => LookAsync(session, id), cancellationToken);
        return seen is { IsOk: true, Value.HasMore: false }
            ? seen.Map(look => look.Promotion)
            : await ChangeAsync(id, StepAsync);
    }

    /// <summary>Moves the version and ends the promotion, in one transaction.</summary>
    public Task<Result<Promotion>> ApplyAsync(string id) =>
        ChangeAsync(
            id,
            async (session, promotion) =>
            {
                if (promotion.Phase != Phase.Applying)
                {
                    return promotion;
                }

                // Who holds the stage may have changed since the gates were judged.
                var rejudged = PromotionStep.Rejudge(promotion, await session.GatherFactsAsync(promotion));
                if (!rejudged.IsOpen)
                {
                    return rejudged;
                }

                var move = new Move(
                    promotion.Model,
                    promotion.Version!.Value,
                    promotion.Stage,
                    promotion.Terms.ArchiveExisting,
                    promotion.Reason.Length > 0 ? promotion.Reason : Passed(promotion.Gates.Count),
                    promotion.Id
                );
                var moved = await TransitionStore.MoveAsync(
                    session,
                    move,
                    new Caller(promotion.Actor, promotion.RequestId)
                );
                return moved.Try(out var done, out var error)
                    ? promotion
                        .After(PromotionEvent.Applied, "Moved.")
                        .After(PromotionEvent.Verified, Succeeded(promotion, done))
                    : promotion.After(PromotionEvent.Refuse, $"The move was refused: {error.Message}");
            }
        );

    /// <summary>Ends a promotion because of a technical fault.</summary>
    public Task<Result<Promotion>> FaultAsync(string id, string why) =>
        ChangeAsync(id, (_, promotion) => Task.FromResult(promotion.After(PromotionEvent.Fault, why)));

    /// <summary>Calls a promotion off; one that has ended, or whose version has moved, is not called off.</summary>
    public Task<Result<Promotion>> CancelAsync(string id, Caller caller) =>
        database.WriteAsync<Promotion>(async session =>
        {
            if (!(await LockAsync(session, id)).Try(out var promotion, out var error))
            {
                return error;
            }

            if (PromotionFlow.Next(promotion.Phase, PromotionEvent.Cancel) is null)
            {
                return Error.Conflict($"Promotion '{id}' is {promotion.Phase} and cannot be cancelled.", id);
            }

            await session.UpdatePromotionAsync(promotion.After(PromotionEvent.Cancel, $"Cancelled by {caller.Actor}."));
            return await session.GetPromotionAsync(id);
        });

    private static async Task<Result<Look>> LookAsync(Session session, string id)
    {
        if (!(await session.GetPromotionAsync(id)).Try(out var promotion, out var error))
        {
            return error;
        }

        var step = PromotionStep.Decide(promotion, await session.GatherFactsAsync(promotion));
        foreach (var artifact in step.Needed)
        {
            if (!await session.IsAskedForAsync(artifact, promotion.Terms))
            {
                return new Look(promotion, HasMore: true);
            }
        }

        return new Look(promotion, HasMore: step.Promotion != promotion);
    }

    private static async Task<Promotion> StepAsync(Session session, Promotion promotion)
    {
        var step = PromotionStep.Decide(promotion, await session.GatherFactsAsync(promotion));
        foreach (var artifact in step.Needed)
        {
            await session.AskForWorkAsync(artifact, promotion.Terms);
        }

        return await RefuseTwinAsync(session, promotion, step.Promotion);
    }

    private static string Passed(int gates) =>
        string.Create(CultureInfo.InvariantCulture, $"Passed {gates} gate{(gates == 1 ? "" : "s")}.");

    private static string Succeeded(Promotion promotion, Moved moved)
    {
        var displaced = moved.Transitions.Where(t => t.DisplacedBy is not null).Select(t => t.Version).ToList();
        return moved.Transitions.Count == 0
            ? $"Version {promotion.Version} is in {promotion.Stage} already; it stays."
            : $"Version {promotion.Version} is now in {promotion.Stage}."
                + (displaced.Count > 0 ? $" Archived: version {string.Join(", ", displaced)}." : "");
    }

    // Someone may have opened a promotion of the very version that this one has just picked.
    private static async Task<Promotion> RefuseTwinAsync(Session session, Promotion before, Promotion after) =>
        after.IsOpen && after.Version != before.Version && await session.FindTwinAsync(after) is { } twin
            ? before.After(PromotionEvent.Refuse, $"Promotion '{twin}' of version {after.Version} is still open.")
            : after;

    private Task<Result<Promotion>> ChangeAsync(string id, Func<Session, Promotion, Task<Promotion>> change) =>
        database.WriteAsync<Promotion>(async session =>
        {
            if (!(await LockAsync(session, id)).Try(out var promotion, out var error) || !promotion.IsOpen)
            {
                return error is null ? promotion! : error;
            }

            var changed = await change(session, promotion);
            if (changed != promotion && !await session.UpdatePromotionAsync(changed))
            {
                return Error.Conflict($"Promotion '{id}' was changed by someone else meanwhile.", id);
            }

            return await session.GetPromotionAsync(id);
        });

    // The model's row first, as in every change; then the promotion as it stands behind that lock.
    private static async Task<Result<Promotion>> LockAsync(Session session, string id)
    {
        if (await session.FindPromotionAsync(id) is not { } promotion)
        {
            return Error.PromotionNotFound(id);
        }

        return await session.LockAsync(promotion.Model) is { } error ? error : await session.GetPromotionAsync(id);
    }

    // A promotion as it was seen, and whether a step would change anything.
    private sealed record Look(Promotion Promotion, bool HasMore);
}
