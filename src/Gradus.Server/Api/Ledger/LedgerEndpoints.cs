using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Data.Ledger;
using Gradus.Data.Promotions;
using Gradus.Data.Search;
using Gradus.Protocol.Ledger;
using Gradus.Server.Auth;
using Gradus.Server.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Ledger;

/// <summary>/ledger: the record of every change, and what is needed to check it.</summary>
internal static class LedgerEndpoints
{
    private const int MaxEntries = 1_000;

    public static void MapLedger(this RouteGroupBuilder api)
    {
        var ledger = api.MapGroup("/ledger").WithTags("Ledger");
        ledger
            .MapGet("/records", ListAsync)
            .ShowsAllModels()
            .WithSummary("Records, newest first; of a subject and what lies below it, an actor, an action, a time.");
        ledger.MapGet("/records/{sequence:long}", GetAsync).ShowsAllModels().WithSummary("A record by its number.");
        ledger
            .MapGet("/entries", EntriesAsync)
            .ShowsAllModels()
            .WithSummary("Records in their order, at most 1,000, to be checked.");
        ledger
            .MapGet("/checkpoint", CheckpointAsync)
            .IsForEveryoneKnown()
            .WithSummary("What the ledger is now, signed, and the key.");
        ledger
            .MapGet("/proofs/{sequence:long}", ProveAsync)
            .ShowsAllModels()
            .WithSummary("The proof that a record is in the ledger.");
        ledger
            .MapGet("/consistency", ConsistencyAsync)
            .IsForEveryoneKnown()
            .WithSummary("The proof that the ledger of one size is the beginning of that of another.");
        ledger
            .MapGet("/verification", VerifyAsync)
            .ShowsAllModels()
            .WithSummary("Looks at every record and every row of the tables; with blobs=true at every byte too.");
        api.MapGroup("/promotions/{id}/proof")
            .WithTags("Ledger")
            .TakeIdsOf(Identified.Promotion)
            .MapGet("", ProvePromotionAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("The proof that a promotion has moved its version.");
    }

    private static async Task<Results<Ok<LedgerPageDto>, ProblemHttpResult>> ListAsync(
        string? subject,
        string? actor,
        string? action,
        long? since,
        long? until,
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        LedgerStore store,
        HttpContext context
    )
    {
        if (
            !PageSize.Usual.Parse(maxResults).Try(out var size, out var error)
            || !LedgerMapping.ParseQuery(subject, actor, action, since, until).Try(out var query, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var page = await store.ListAsync(query, size, pageToken, context.RequestAborted);
        return page.Answer(
            context,
            found => new LedgerPageDto([.. found.Items.Select(LedgerMapping.ToDto)], found.Next)
        );
    }

    private static async Task<Results<Ok<LedgerRecordDto>, ProblemHttpResult>> GetAsync(
        long sequence,
        LedgerStore store,
        HttpContext context
    ) => (await store.GetAsync(sequence, context.RequestAborted)).Answer(context, LedgerMapping.ToDto);

    private static async Task<Results<Ok<LedgerEntriesDto>, ProblemHttpResult>> EntriesAsync(
        long start,
        long end,
        LedgerStore store,
        HttpContext context
    )
    {
        if (start < 0 || end < start || end - start > MaxEntries)
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"'start' and 'end' must enclose at most {MaxEntries} records.", "end")
            );
        }

        var entries = await store.ListAsync(start, end, context.RequestAborted);
        return TypedResults.Ok(new LedgerEntriesDto([.. entries.Select(entry => entry.Json)]));
    }

    private static async Task<Results<Ok<LedgerCheckpointDto>, ProblemHttpResult>> CheckpointAsync(
        LedgerSigner signer,
        HttpContext context
    ) =>
        (await signer.SignAsync(context.RequestAborted)).Answer(
            context,
            checkpoint => new LedgerCheckpointDto(
                signer.Key.Name,
                checkpoint.Size,
                checkpoint.Root.Hex,
                checkpoint.Note,
                signer.Key.ToString()
            )
        );

    private static async Task<Results<Ok<LedgerProofDto>, ProblemHttpResult>> ProveAsync(
        long sequence,
        LedgerStore store,
        LedgerTree tree,
        LedgerSigner signer,
        HttpContext context
    )
    {
        var cancellation = context.RequestAborted;
        if (
            !(await store.GetAsync(sequence, cancellation)).Try(out var entry, out var error)
            || !(await signer.CoverAsync(sequence + 1, cancellation)).Try(out var checkpoint, out error)
            || !(await tree.ProveInclusionAsync(sequence, checkpoint.Size, cancellation)).Try(out var proof, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        return TypedResults.Ok(
            new LedgerProofDto(
                LedgerProofDto.CurrentFormat,
                sequence,
                entry.Json,
                LedgerMapping.ToHex(proof),
                checkpoint.Note,
                signer.Key.ToString()
            )
        );
    }

    private static async Task<Results<Ok<LedgerProofDto>, ProblemHttpResult>> ProvePromotionAsync(
        string id,
        PromotionStore promotions,
        LedgerStore store,
        LedgerTree tree,
        LedgerSigner signer,
        HttpContext context
    )
    {
        if (!(await promotions.GetAsync(id, context.RequestAborted)).Try(out var promotion, out var error))
        {
            return Problems.Refuse(context, error);
        }

        return await store.FindOfPromotionAsync(promotion.Model, id, context.RequestAborted) is { } entry
            ? await ProveAsync(entry.Record.Sequence, store, tree, signer, context)
            : Problems.Refuse(
                context,
                Error.Conflict($"Promotion '{id}' has moved nothing: there is nothing to prove.", id)
            );
    }

    private static async Task<Results<Ok<LedgerConsistencyDto>, ProblemHttpResult>> ConsistencyAsync(
        long first,
        long second,
        LedgerTree tree,
        HttpContext context
    ) =>
        (await tree.ProveConsistencyAsync(first, second, context.RequestAborted)).Answer(
            context,
            proof => new LedgerConsistencyDto(first, second, LedgerMapping.ToHex(proof))
        );

    private static async Task<Ok<LedgerVerificationDto>> VerifyAsync(
        bool? blobs,
        LedgerVerification verification,
        LedgerSigner signer,
        HttpContext context
    )
    {
        var signed = await signer.SignAsync(context.RequestAborted);
        var report = await verification.RunAsync(blobs ?? false, context.RequestAborted);
        var isSigned = signed.Try(out _, out var error);
        return TypedResults.Ok(
            report.ToDto(error?.Message, !isSigned && signer.IsIncomplete, !isSigned && signer.HasAnotherKey)
        );
    }
}
