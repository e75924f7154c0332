using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Data.Stages;
using Gradus.Protocol.Stages;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Stages;

/// <summary>What was where, when, and who moved it.</summary>
internal static class HistoryEndpoints
{
    // A client's clock may run ahead of the server's by this many milliseconds.
    private const long TolerableClockDifference = 60_000;

    public static void MapHistory(this RouteGroupBuilder api)
    {
        var history = api.MapGroup("/models/{model}").WithTags("History");
        history
            .MapGet("/history", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A model's transitions, newest first.");
        history
            .MapGet("/stages/{stage}/holders", HoldersAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Who was in a stage at a time (Unix milliseconds; now if absent).");
    }

    private static async Task<Results<Ok<HistoryPageDto>, ProblemHttpResult>> ListAsync(
        string model,
        int? version,
        string? stage,
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        TransitionStore store,
        StageStore stages,
        HttpContext context
    )
    {
        if (!PageSize.Usual.Parse(maxResults).Try(out var size, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var page = await store.HistoryAsync(model, version, stage, size, pageToken, context.RequestAborted);
        return
            page is { IsOk: true, Value.Items.Count: 0 }
            && await stages.FindUnknownAsync(stage, context.RequestAborted) is { } unknown
            ? Problems.Refuse(context, unknown)
            : page.Answer(context, StageMapping.ToDto);
    }

    private static async Task<Results<Ok<HoldersDto>, ProblemHttpResult>> HoldersAsync(
        string model,
        string stage,
        long? at,
        TransitionStore store,
        StageStore stages,
        TimeProvider time,
        HttpContext context
    )
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var when = at ?? now;
        if (when < 0 || when > now + TolerableClockDifference)
        {
            return Problems.Refuse(
                context,
                Error.Invalid("'at' must be a time in Unix milliseconds that is not in the future.", "at")
            );
        }

        // Now is as things are, also where this server's clock is behind that of the one which changed them last.
        var until = at is null ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(when);
        var holders = await store.HoldersAtAsync(model, stage, until, context.RequestAborted);
        if (
            holders is { IsOk: true, Value.Count: 0 }
            && await FindUnknownAsync(stage, model, stages, store, context) is { } unknown
        )
        {
            return Problems.Refuse(context, unknown);
        }

        return holders.Answer(context, found => ToDto(model, stage, when, [.. found.Select(StageMapping.ToDto)]));
    }

    private static HoldersDto ToDto(string model, string stage, long when, IReadOnlyList<TransitionDto> holders) =>
        new(model, stage, holders.Select(holder => holder.At).Append(when).Max(), holders);

    // A stage that has been deleted since is known by what went through it.
    private static async Task<Error?> FindUnknownAsync(
        string stage,
        string model,
        StageStore stages,
        TransitionStore store,
        HttpContext context
    )
    {
        if (await stages.FindUnknownAsync(stage, context.RequestAborted) is not { } unknown)
        {
            return null;
        }

        var past = await store.HistoryAsync(model, null, stage, 1, null, context.RequestAborted);
        return past.IsOk && past.Value.Items.Count > 0 ? null : unknown;
    }
}
