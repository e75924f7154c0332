using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Server.Promotions;

/// <summary>
/// The one door into a stage for calls that know no promotions: MLflow's transition-stage, an alias that means a stage, the
/// native API's transition. Where the policy asks for nothing the version just moves. Where it asks for something the call
/// becomes a promotion: if everything is met at once it is applied and the call succeeds; else the call is refused with what
/// is not met, and the promotion goes on.
/// </summary>
internal sealed class StageDoor(
    TransitionStore transitions,
    PromotionStore promotions,
    PromotionRunner runner,
    VersionStore versions,
    AliasStore aliases
)
{
    /// <summary>Moves a version.</summary>
    public async Task<Result<Moved>> MoveAsync(Move move, Caller caller, CancellationToken cancellationToken)
    {
        var moved = await transitions.MoveAsync(move, caller);
        if (moved is not { IsOk: false, Error.Code: ErrorCode.PromotionNeeded })
        {
            return moved;
        }

        if (!(await versions.GetAsync(move.Model, move.Version, cancellationToken)).Try(out var version, out var error))
        {
            return error;
        }

        return version.Stage == move.Stage && !move.ArchiveExisting
            ? new Moved(version, [])
            : await PromoteAsync(move, caller, cancellationToken);
    }

    /// <summary>Points an alias at a version; one that means a stage takes the version there.</summary>
    public async Task<Result<Done>> SetAliasAsync(
        string model,
        AliasName alias,
        int version,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var set = await aliases.SetAsync(model, alias, version, caller);
        if (set is not { IsOk: false, Error.Code: ErrorCode.PromotionNeeded })
        {
            return set;
        }

        var move = new Move(model, version, set.Error.Subject, false, $"Alias '{alias.Value}' was set.");
        return (await PromoteAsync(move, caller, cancellationToken)).Map(_ => default(Done));
    }

    /// <summary>Why a promotion has not moved its version: what is not met, one by one, and where it stands.</summary>
    public async Task<Error> RefusalOfAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        var planned = await promotions.PlanAsync(promotion, cancellationToken);
        var unmet = planned.IsOk ? planned.Value.Unmet : [];
        var what =
            promotion.IsOpen && unmet.Count > 0
                ? string.Join("; ", unmet.Select(condition => condition.Message))
                : promotion.Outcome.TrimEnd('.');
        var address = $"/api/v1/promotions/{promotion.Id}";
        var then = promotion.IsOpen
            ? $"Promotion {promotion.Id} is open and goes on ({address}); follow it with: gradus promotions show {promotion.Id}"
            : $"Promotion {promotion.Id} has ended so ({address}).";
        return new Error(
            ErrorCode.Unmet,
            promotion.IsOpen
                ? $"Version {promotion.Version} of '{promotion.Model}' is not in {promotion.Stage} yet: {what}. {then}"
                : $"{what}. {then}",
            promotion.Id
        )
        {
            Unmet = unmet,
        };
    }

    private async Task<Result<Moved>> PromoteAsync(Move move, Caller caller, CancellationToken cancellationToken)
    {
        var opened = await promotions.OpenAsync(
            new NewPromotion(
                Id: Guid.CreateVersion7().ToString("N"),
                Model: move.Model,
                Version: move.Version,
                Stage: move.Stage,
                Terms: PromotionTerms.Plain with
                {
                    ArchiveExisting = move.ArchiveExisting,
                    Origin = PromotionOrigin.Transition,
                },
                Reason: move.Reason
            ),
            caller
        );
        if (!(await FindOpenAsync(opened, move, cancellationToken)).Try(out var open, out var refusal))
        {
            return refusal;
        }

        if (!(await runner.StepAsync(open.Id, cancellationToken)).Try(out var promotion, out var error))
        {
            return error;
        }

        runner.Wake();
        return promotion.Phase is Phase.Succeeded or Phase.Verifying
            ? await transitions.OfPromotionAsync(promotion, cancellationToken)
            : await RefusalOfAsync(promotion, cancellationToken);
    }

    // Somebody else's that is open already serves as well, if it does the same with the present holders.
    private async Task<Result<Promotion>> FindOpenAsync(
        Result<Promotion> opened,
        Move move,
        CancellationToken cancellationToken
    )
    {
        if (opened.IsOk || opened.Error.Code != ErrorCode.PromotionOpen)
        {
            return opened;
        }

        var twin = await promotions.GetAsync(opened.Error.Subject, cancellationToken);
        return twin is { IsOk: true } && twin.Value.Terms.ArchiveExisting != move.ArchiveExisting
            ? await RefusalOfAsync(twin.Value, cancellationToken)
            : twin;
    }
}
