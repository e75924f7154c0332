using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;

namespace Gradus.Data.Approvals;

/// <summary>How a promotion stands with the people whose yes it needs.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="Said">Everything that was said, by time.</param>
/// <param name="Count">Whether it is enough; null if no approval is asked for.</param>
public sealed record ApprovalState(Promotion Promotion, IReadOnlyList<Approval> Said, ApprovalCount? Count);

/// <summary>What people say of promotions.</summary>
public sealed class ApprovalStore(Database database)
{
    // A comment may come before the gates were judged.
    private static readonly Digest NothingSeen = Digest.Of([]);

    /// <summary>
    /// Keeps what a person says. A yes or a no is said of what the promotion shows now, and refused if it could not count or
    /// if it is about something that has changed meanwhile.
    /// </summary>
    /// <param name="promotion">The promotion's id.</param>
    /// <param name="decision">What is said.</param>
    /// <param name="comment">Why; may be empty.</param>
    /// <param name="seen">The binding that the person had in view; null for the present one.</param>
    /// <param name="id">The id it gets.</param>
    /// <param name="caller">Who says it.</param>
    /// <param name="archiveExisting">Whether who says it also has the promotion archive the present holders of the stage.</param>
    public Task<Result<Promotion>> SayAsync(
        string promotion,
        ApprovalDecision decision,
        string comment,
        string? seen,
        string id,
        Caller caller,
        bool archiveExisting = false
    ) =>
        database.WriteAsync<Promotion>(async session =>
        {
            if (!(await session.LockPromotionAsync(promotion)).Try(out var found, out var error))
            {
                return error;
            }

            session.Declare(caller, ActionOf(decision), Subjects.Promotion(found.Model, promotion));
            if (await FindObjectionAsync(session, found, decision, seen, caller) is { } objection)
            {
                return objection;
            }

            var binding = found.Binding ?? NothingSeen;
            if (archiveExisting && decision == ApprovalDecision.Approve && !found.Terms.ArchiveExisting)
            {
                var facts = await session.GatherFactsAsync(found);
                if (PromotionStep.BindingOf(found, facts) != binding)
                {
                    return Error.Conflict(
                        $"What promotion '{promotion}' shows has changed since you looked; look again.",
                        promotion
                    );
                }

                // Their own word is about the promotion as they change it; what others said before is not.
                found = found with
                {
                    Terms = found.Terms with { ArchiveExisting = true },
                };
                await session.ChangeTermsAsync(promotion, found.Terms);
                binding = PromotionStep.BindingOf(found, facts) ?? binding;
            }

            var at = Approval.TimeOfNext(await session.ListApprovalsAsync(promotion), session.Now);
            await session.KeepApprovalAsync(
                new Approval(id, promotion, caller.Actor, decision, comment, binding, at) { Groups = caller.Groups }
            );
            Failpoints.Pass(Failpoint.ApprovalKept);
            return await session.GetPromotionAsync(promotion);
        });

    /// <summary>Which of these promotions somebody could say this of now, by their ids.</summary>
    public Task<HashSet<string>> AllowedAsync(
        IReadOnlyList<Promotion> promotions,
        ApprovalDecision decision,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            async session =>
            {
                var allowed = new HashSet<string>();
                foreach (var promotion in promotions)
                {
                    if (await FindObjectionAsync(session, promotion, decision, null, caller) is null)
                    {
                        allowed.Add(promotion.Id);
                    }
                }

                return allowed;
            },
            cancellationToken
        );

    /// <summary>What was said of a promotion, and how it counts.</summary>
    public Task<Result<ApprovalState>> GetAsync(string promotion, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<ApprovalState>>(
            async session =>
            {
                if (!(await session.GetPromotionAsync(promotion)).Try(out var found, out var error))
                {
                    return error;
                }

                var facts = await session.GatherFactsAsync(found);
                return new ApprovalState(found, facts.Approvals, await CountAsync(session, found, facts));
            },
            cancellationToken
        );

    /// <summary>Everything that was said of the promotions of a version, by time.</summary>
    public Task<List<Approval>> OfVersionAsync(string model, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.ListApprovalsAsync(model, version), cancellationToken);

    // What is decided stands as it was decided, by the rules and the time of then. Of what is open nothing counts that was said of
    // something else than there is now; while nothing is bound, nothing at all.
    private static async Task<ApprovalCount?> CountAsync(Session session, Promotion promotion, PromotionFacts facts)
    {
        var isDecided = !promotion.IsOpen || promotion.AppliedAt is not null;
        var binding =
            isDecided || promotion.Binding is null ? promotion.Binding : PromotionStep.BindingOf(promotion, facts);
        var policy = isDecided ? (await session.FindPolicyAsync(promotion.PolicyRevision))?.Policy : null;
        return Eligibility.CountApprovals(
            promotion with
            {
                Binding = binding ?? NothingSeen,
            },
            facts.CandidateOf(promotion)?.Version,
            policy ?? facts.Policy,
            facts.Approvals,
            isDecided ? promotion.AppliedAt ?? promotion.UpdatedAt : facts.Now
        );
    }

    private static LedgerAction ActionOf(ApprovalDecision decision) =>
        decision switch
        {
            ApprovalDecision.Approve => LedgerAction.ApprovalGive,
            ApprovalDecision.Reject => LedgerAction.ApprovalReject,
            ApprovalDecision.Withdraw => LedgerAction.ApprovalWithdraw,
            _ => LedgerAction.ApprovalComment,
        };

    private static async Task<Error?> FindObjectionAsync(
        Session session,
        Promotion promotion,
        ApprovalDecision decision,
        string? seen,
        Caller caller
    )
    {
        var isComment = decision == ApprovalDecision.Comment;
        var policy = (await session.GetPolicyAsync()).Policy;
        var forbidden = policy.Forbids(caller, PolicyAction.Approve, promotion.Model, promotion.Stage);
        // Who may ask for promotions may speak of them too.
        if (
            forbidden is not null
            && !(isComment && policy.Forbids(caller, PolicyAction.Request, promotion.Model, promotion.Stage) is null)
        )
        {
            return forbidden;
        }

        if (!promotion.IsOpen)
        {
            return Error.Conflict($"Promotion '{promotion.Id}' has ended: {promotion.Outcome}", promotion.Id);
        }

        if (isComment)
        {
            return null;
        }

        if (decision == ApprovalDecision.Withdraw && !await HasWordAsync(session, promotion, caller))
        {
            return Error.Conflict(
                $"'{caller.Actor}' has said neither yes nor no of promotion '{promotion.Id}': there is nothing to take back.",
                promotion.Id
            );
        }

        if (promotion.Binding is not { } binding || promotion.Phase is not (Phase.AwaitingApproval or Phase.Soaking))
        {
            return Error.Conflict(
                $"Promotion '{promotion.Id}' is {promotion.Phase}: there is nothing to approve until its gates have passed.",
                promotion.Id
            );
        }

        if (seen is not null && seen != binding.Hex && seen != binding.ToString())
        {
            return Error.Conflict(
                $"What promotion '{promotion.Id}' shows has changed since you looked; look again.",
                promotion.Id
            );
        }

        var facts = await session.GatherFactsAsync(promotion);
        if (Eligibility.ApprovalsOf(promotion, facts) is null)
        {
            return Error.Conflict($"Promotion '{promotion.Id}' needs nobody's approval.", promotion.Id);
        }

        return
            Eligibility.ApprovalRuleOf(promotion, facts.Policy) is { } rule
            && decision != ApprovalDecision.Withdraw
            && ApprovalCount.Objection(rule, caller, WhoMayNot(promotion, facts, decision), facts.Policy) is { } why
            ? new Error(ErrorCode.Forbidden, Sentence.End($"{char.ToUpperInvariant(why[0])}{why[1..]}"), caller.Actor)
            : null;
    }

    // Comments aside, the latest word counts.
    private static async Task<bool> HasWordAsync(Session session, Promotion promotion, Caller caller) =>
        (await session.ListApprovalsAsync(promotion.Id)).LastOrDefault(word =>
            word.Actor.Equals(caller.Actor, StringComparison.OrdinalIgnoreCase)
            && word.Decision != ApprovalDecision.Comment
        )
            is { Decision: ApprovalDecision.Approve or ApprovalDecision.Reject };

    // Everyone of the roles may say no, also who asked.
    private static IReadOnlyList<string> WhoMayNot(
        Promotion promotion,
        PromotionFacts facts,
        ApprovalDecision decision
    ) =>
        decision == ApprovalDecision.Reject
            ? []
            : Eligibility.IneligibleFor(promotion, facts.CandidateOf(promotion)?.Version);
}
