using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Core.Search;
using Gradus.Data.Approvals;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Server.Promotions;

namespace Gradus.Server.Mlflow.TransitionRequests;

/// <summary>Which request is meant: Databricks' clients know no ids.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">Its number.</param>
/// <param name="Stage">The stage asked for.</param>
internal sealed record RequestKey(string Model, int Version, string Stage);

/// <summary>A promotion, and what who looks at it could say.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="MayApprove">Whether their yes could count.</param>
/// <param name="MayReject">Whether their no would end it.</param>
internal sealed record SeenRequest(Promotion Promotion, bool MayApprove, bool MayReject);

/// <summary>
/// Transition requests are promotions by another name: asking for one opens it, a yes and a no are approvals, taking one back
/// cancels it. What lets a version through is the policy, not the approver: a yes that is not enough says what is missing.
/// </summary>
internal sealed class TransitionRequests(
    PromotionStore promotions,
    PromotionStepStore steps,
    ApprovalStore approvals,
    VersionStore versions,
    PromotionRunner runner,
    StageDoor door
)
{
    private const int MostOpen = 1_000;

    /// <summary>
    /// Asks for a promotion; one that its gates refuse at once, or that is open already, is answered with what is not met.
    /// </summary>
    public async Task<Result<SeenRequest>> CreateAsync(
        RequestKey key,
        string comment,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var terms = PromotionTerms.Plain with { Origin = PromotionOrigin.Transition };
        var asked = new NewPromotion(NewId(), key.Model, key.Version, key.Stage, terms, comment);
        if (!(await promotions.OpenAsync(asked, caller)).Try(out var opened, out var error))
        {
            return
                error.Code == ErrorCode.PromotionOpen
                && (await promotions.GetAsync(error.Subject, cancellationToken)).Try(out var twin, out _)
                ? await door.RefusalOfAsync(twin, cancellationToken)
                : error;
        }

        var stepped = await StepAsync(opened.Id, cancellationToken);
        if (!stepped.Try(out var promotion, out error))
        {
            return error;
        }

        return promotion is { IsOpen: false, Phase: not Phase.Succeeded }
            ? await door.RefusalOfAsync(promotion, cancellationToken)
            : (await SeeAsync([promotion], caller, cancellationToken))[0];
    }

    /// <summary>The open requests of a version, newest first.</summary>
    public async Task<Result<List<SeenRequest>>> ListAsync(
        string model,
        int version,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!(await versions.GetAsync(model, version, cancellationToken)).Try(out _, out var error))
        {
            return error;
        }

        var filter = new PromotionFilter(model, version, OpenOnly: true);
        var open = await promotions.ListAsync(filter, MostOpen, null, cancellationToken);
        return open.Try(out var page, out error) ? await SeeAsync(page.Items, caller, cancellationToken) : error;
    }

    /// <summary>Says yes, and lets the promotion go on. One that has succeeded already needs none.</summary>
    public async Task<Result<Activity>> ApproveAsync(
        RequestKey key,
        bool archiveExisting,
        string comment,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!(await LookAsync(key, cancellationToken)).Try(out var seen, out var error))
        {
            return error;
        }

        if (seen.Open is not { } open)
        {
            return seen.Last is { Phase: Phase.Succeeded } done && seen.From == key.Stage
                ? Activity.On(done, ActivityKind.Applied, done.Actor, seen.From, comment)
                : NotFound(key);
        }

        if (
            !(await SayAsync(open.Id, ApprovalDecision.Approve, comment, caller, archiveExisting)).Try(out _, out error)
        )
        {
            return error;
        }

        var stepped = await StepAsync(open.Id, cancellationToken);
        return stepped.Try(out var promotion, out error) && promotion.Phase is Phase.Succeeded or Phase.Verifying
            ? Activity.On(promotion, ActivityKind.Approved, caller.Actor, seen.From, comment)
            : error ?? await door.RefusalOfAsync(promotion!, cancellationToken);
    }

    /// <summary>Says no, which ends the promotion.</summary>
    public async Task<Result<Activity>> RejectAsync(
        RequestKey key,
        string comment,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!(await LookAsync(key, cancellationToken)).Try(out var seen, out var error))
        {
            return error;
        }

        if (seen.Open is not { } open)
        {
            return NotFound(key);
        }

        if (!(await SayAsync(open.Id, ApprovalDecision.Reject, comment, caller)).Try(out _, out error))
        {
            return error;
        }

        var stepped = await StepAsync(open.Id, cancellationToken);
        return stepped.Try(out var promotion, out error) && promotion.Phase == Phase.Refused
            ? Activity.On(promotion, ActivityKind.Rejected, caller.Actor, seen.From, comment)
            : error
                ?? Error.Conflict(
                    $"Promotion '{open.Id}' asks for nobody's yes, so a no does not end it; who asked for it can take it back.",
                    open.Id
                );
    }

    /// <summary>Takes a request back; only who made it does.</summary>
    public async Task<Result<Activity>> DeleteAsync(
        RequestKey key,
        string creator,
        string comment,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!(await LookAsync(key, cancellationToken)).Try(out var seen, out var error))
        {
            return error;
        }

        if (seen.Open is not { } open || open.Actor != creator)
        {
            return NotFound(key, creator);
        }

        if (caller.Actor != creator)
        {
            return new Error(
                ErrorCode.Forbidden,
                $"'{caller.Actor}' cannot take back what '{creator}' asked for; reject it instead.",
                caller.Actor
            );
        }

        var cancelled = await steps.CancelAsync(open.Id, caller, comment);
        return cancelled.Map(ended => Activity.On(ended, ActivityKind.Cancelled, caller.Actor, seen.From, comment));
    }

    private async Task<List<SeenRequest>> SeeAsync(
        IReadOnlyList<Promotion> open,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var approvable = await approvals.AllowedAsync(open, ApprovalDecision.Approve, caller, cancellationToken);
        var rejectable = await approvals.AllowedAsync(open, ApprovalDecision.Reject, caller, cancellationToken);
        return [.. open.Select(one => new SeenRequest(one, approvable.Contains(one.Id), rejectable.Contains(one.Id)))];
    }

    private async Task<Result<Seen>> LookAsync(RequestKey key, CancellationToken cancellationToken)
    {
        if (!(await versions.GetAsync(key.Model, key.Version, cancellationToken)).Try(out var version, out var error))
        {
            return error;
        }

        var filter = new PromotionFilter(key.Model, key.Version, key.Stage);
        var open = await promotions.ListAsync(filter with { OpenOnly = true }, 1, null, cancellationToken);
        var all = await promotions.ListAsync(filter, 1, null, cancellationToken);
        return open.Then(found => all.Map(known => new Seen(FirstOf(found), FirstOf(known), version.Stage)));
    }

    private Task<Result<Promotion>> SayAsync(
        string promotion,
        ApprovalDecision decision,
        string comment,
        Caller caller,
        bool archiveExisting = false
    ) => approvals.SayAsync(promotion, decision, comment, null, NewId(), caller, archiveExisting);

    private async Task<Result<Promotion>> StepAsync(string id, CancellationToken cancellationToken)
    {
        var stepped = await runner.StepAsync(id, cancellationToken);
        runner.Wake();
        return stepped;
    }

    private static Promotion? FirstOf(Page<Promotion> page) => page.Items is [var first, ..] ? first : null;

    private static string NewId() => Guid.CreateVersion7().ToString("N");

    private static Error NotFound(RequestKey key, string? creator = null) =>
        new(
            ErrorCode.PromotionNotFound,
            $"There is no open transition request of version {key.Version} of '{key.Model}' to '{key.Stage}'"
                + (creator is null ? "." : $" by '{creator}'."),
            key.Model
        );

    // The request that is open, the last one there was, and where the version is.
    private sealed record Seen(Promotion? Open, Promotion? Last, string From);
}
