using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Gates;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Gates;

/// <summary>Gates set aside: by whom, for what, until when.</summary>
public sealed class WaiverStore(Database database)
{
    private const string FindSql = $"""
        SELECT {WaiverRows.Columns} FROM waivers
        WHERE id = @id
        """;

    private const string ListSql = $"""
        SELECT {WaiverRows.Columns} FROM waivers
        WHERE (@model = '' OR model = @model)
          AND (@version = 0 OR version = @version)
        ORDER BY created_at DESC, id DESC
        LIMIT 1000
        """;

    private const string RevokeSql = """
        UPDATE waivers SET revoked_at = @now
        WHERE id = @id AND revoked_at IS NULL
        """;

    /// <summary>Sets a gate aside. Only one that the policy asks for, or that is always there, can be.</summary>
    public Task<Result<Waiver>> GrantAsync(Waiver waiver, Caller caller) =>
        database.WriteAsync<Waiver>(async session =>
        {
            session.Declare(caller, LedgerAction.WaiverGrant, Subjects.Version(waiver.Model, waiver.Version));
            if (
                !(await session.ListStagesAsync()).Get(waiver.Stage).Try(out _, out var error)
                || await session.LockAsync(waiver.Model) is { } missing && (error = missing) is not null
                || !(await session.GetVersionAsync(waiver.Model, waiver.Version)).Try(out _, out error)
            )
            {
                return error;
            }

            var policy = (await session.GetPolicyAsync()).Policy;
            if (policy.Forbids(caller, PolicyAction.Waive, waiver.Model, waiver.Stage) is { } forbidden)
            {
                return forbidden;
            }

            var rules = policy.RulesFor(waiver.Model, waiver.Stage);
            string[] names =
            [
                .. PromotionTerms
                    .Plain.Gates(rules, isEnforced: true)
                    .Concat(rules.Verification?.Gates ?? [])
                    .Select(rule => rule.Name)
                    .Distinct(),
            ];
            if (Meant(waiver.Gate, names) is not { } gate)
            {
                return Error.Invalid(
                    $"'{waiver.Stage}' has no gate '{waiver.Gate}'.{Nearest.Hint(waiver.Gate, names)} Its gates: {string.Join(", ", names)}.",
                    "gate"
                );
            }

            if (waiver.ExpiresAt <= session.Now)
            {
                return Error.Invalid("A waiver must expire in the future.", "expires_at");
            }

            if (waiver.ExpiresAt > session.Now + Waiver.Longest)
            {
                return Error.Invalid(
                    "A waiver holds for a year at most; a gate that is not needed is taken out of the policy.",
                    "expires_at"
                );
            }

            var granted = waiver with { Gate = gate, Actor = caller.Actor, CreatedAt = session.Now };
            await session.KeepWaiverAsync(granted);
            Failpoints.Pass(Failpoint.WaiverKept);
            return granted;
        });

    /// <summary>Takes a waiver back; one that was taken back already stays as it was.</summary>
    public Task<Result<Waiver>> RevokeAsync(string id, Caller caller) =>
        database.WriteAsync<Waiver>(async session =>
        {
            if (await session.FindAsync(FindSql, WaiverRows.Map, ("@id", id)) is not { } waiver)
            {
                return Error.WaiverNotFound(id);
            }

            session.Declare(caller, LedgerAction.WaiverRevoke, Subjects.Version(waiver.Model, waiver.Version));
            var policy = (await session.GetPolicyAsync()).Policy;
            if (policy.Forbids(caller, PolicyAction.Waive, waiver.Model, waiver.Stage) is { } forbidden)
            {
                return forbidden;
            }

            // A promotion that is just being applied goes before; the next one sees it taken back.
            await session.LockAsync(waiver.Model);
            await session.ExecuteAsync(RevokeSql, ("@id", id), ("@now", session.Now.ToUnixTimeMilliseconds()));
            return (await session.FindAsync(FindSql, WaiverRows.Map, ("@id", id)))!;
        });

    // A check is reported under its own name, and its gate may be called so too.
    private static string? Meant(string gate, string[] names) =>
        names.Contains(gate) ? gate
        : names.Contains(ExternalGate.Prefix + gate) ? ExternalGate.Prefix + gate
        : null;

    /// <summary>The latest 1,000 waivers, newest first, of a model or of all, of one version or of all.</summary>
    public Task<List<Waiver>> ListAsync(string? model, int? version, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => session.ListAsync(ListSql, WaiverRows.Map, ("@model", model ?? ""), ("@version", version ?? 0)),
            cancellationToken
        );
}
