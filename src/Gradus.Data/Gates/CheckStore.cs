using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;

namespace Gradus.Data.Gates;

/// <summary>What checks outside report of versions' artifacts.</summary>
public sealed class CheckStore(Database database)
{
    /// <summary>Keeps a report on a version's bytes.</summary>
    /// <param name="model">The registered model's name.</param>
    /// <param name="version">The version.</param>
    /// <param name="digest">The digest the check was made on; null for the version's.</param>
    /// <param name="report">What was found; its artifact, reporter and time are set here.</param>
    /// <param name="caller">Who reports.</param>
    public Task<Result<ExternalCheck>> ReportAsync(
        string model,
        int version,
        Digest? digest,
        ExternalCheck report,
        Caller caller
    ) =>
        database.WriteAsync<ExternalCheck>(async session =>
        {
            session.Declare(caller, LedgerAction.CheckReport, Subjects.Version(model, version));
            if (await session.LockAsync(model) is { } missing)
            {
                return missing;
            }

            if (!(await session.GetVersionAsync(model, version)).Try(out var found, out var error))
            {
                return error;
            }

            var policy = (await session.GetPolicyAsync()).Policy;
            if (policy.Forbids(caller, PolicyAction.ReportCheck, model) is { } forbidden)
            {
                return forbidden;
            }

            if (found.Manifest is not { } manifest)
            {
                return Error.Conflict(
                    $"Version {version} of '{model}' keeps its bytes elsewhere, so no check can speak of them.",
                    model
                );
            }

            if (digest is { } checkedDigest && checkedDigest != manifest)
            {
                return Error.Conflict(
                    $"The check was made on {checkedDigest}, but version {version} of '{model}' is {manifest}.",
                    model
                );
            }

            // The one that comes later is the newer one, also where the clock was set back.
            var last = await session.FindLastReportAsync(manifest, report.Name);
            var kept = report with
            {
                Artifact = manifest,
                Reporter = caller.Actor,
                ReportedAt = last >= session.Now ? last.Value.AddMilliseconds(1) : session.Now,
                Model = model,
                IsForModelOnly = caller.Identity?.Scope is { Models.Count: > 0 },
            };
            await session.KeepCheckAsync(kept);
            Failpoints.Pass(Failpoint.CheckKept);
            return kept;
        });

    /// <summary>Every report on a version's bytes, newest first.</summary>
    public Task<Result<IReadOnlyList<ExternalCheck>>> ListAsync(
        string model,
        int version,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<IReadOnlyList<ExternalCheck>>>(
            async session =>
                !await session.ModelExistsAsync(model) ? Error.ModelNotFound(model)
                : !(await session.GetVersionAsync(model, version)).Try(out var found, out var error) ? error
                : found.Manifest is { } manifest ? await session.ListChecksAsync(manifest)
                : new List<ExternalCheck>(),
            cancellationToken
        );
}
