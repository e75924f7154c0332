using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Gradus.Core.Errors;
using Gradus.Data.Ledger;
using Gradus.Server.Auth;
using Gradus.Server.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Ledger;

/// <summary>/ledger/log: the ledger as a transparency log, in the paths and forms of c2sp.org/tlog-tiles.</summary>
internal static class LedgerLogEndpoints
{
    private const int Width = 256;
    private const int MaxLevel = 5;

    public static void MapLedgerLog(this RouteGroupBuilder api)
    {
        var log = api.MapGroup("/ledger/log").WithTags("Ledger");
        log.MapGet("/checkpoint", CheckpointAsync)
            .IsForEveryoneKnown()
            .WithSummary("The signed checkpoint as a note (c2sp.org/tlog-checkpoint).");
        log.MapGet("/key", Key).IsForEveryoneKnown().WithSummary("The key to check notes with (c2sp.org/signed-note).");
        log.MapGet("/tile/{level:int}/{**index}", TileAsync)
            .IsForEveryoneKnown()
            .WithSummary("Hashes of the tree, 256 a tile (c2sp.org/tlog-tiles), e.g. tile/0/000.");
        log.MapGet("/tile/entries/{**index}", EntriesAsync)
            .ShowsAllModels()
            .WithSummary("Records, 256 a bundle, each behind its length in two bytes.");
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CheckpointAsync(
        LedgerSigner signer,
        HttpContext context
    ) =>
        (await signer.SignAsync(context.RequestAborted)).Try(out var checkpoint, out var error)
            ? TypedResults.Text(checkpoint.Note)
            : Problems.Refuse(context, error);

    private static ContentHttpResult Key(LedgerSigner signer) => TypedResults.Text(signer.Key + "\n");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TileAsync(
        int level,
        string index,
        LedgerTree tree,
        HttpContext context
    )
    {
        if (level is < 0 or > MaxLevel || ParseIndex(index) is not var (number, width))
        {
            return Missing(context);
        }

        var hashes = await tree.TileAsync(level, number, width, context.RequestAborted);
        return hashes.Count == width
            ? TypedResults.Bytes([.. hashes.SelectMany(hash => hash)], "application/octet-stream")
            : Missing(context);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> EntriesAsync(
        string index,
        LedgerStore store,
        HttpContext context
    )
    {
        if (ParseIndex(index) is not var (number, width))
        {
            return Missing(context);
        }

        var start = number * Width;
        var entries = await store.ListAsync(start, start + width, context.RequestAborted);
        return entries.Count == width
            ? TypedResults.Bytes([.. entries.SelectMany(entry => Bundle(entry.Json))], "application/octet-stream")
            : Missing(context);
    }

    private static byte[] Bundle(string json)
    {
        var bytes = new byte[2 + Encoding.UTF8.GetByteCount(json)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(bytes.Length - 2));
        Encoding.UTF8.GetBytes(json, bytes.AsSpan(2));
        return bytes;
    }

    // x001/x234/067 is 1234067; 067.p/17 is the first 17 of tile 67.
    private static (long Number, int Width)? ParseIndex(string path)
    {
        var width = Width;
        var parts = path.Split('/').ToList();
        if (parts is [.., var last, var partial] && last.EndsWith(".p", StringComparison.Ordinal))
        {
            if (
                !int.TryParse(partial, NumberStyles.None, CultureInfo.InvariantCulture, out width)
                || width is < 1 or >= Width
            )
            {
                return null;
            }

            parts = [.. parts[..^2], last[..^2]];
        }

        var digits = string.Concat(
            parts.Select((part, i) => i < parts.Count - 1 && part.StartsWith('x') ? part[1..] : part)
        );
        return
            parts.Count <= 4
            && digits.Length == parts.Count * 3
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, width)
            : null;
    }

    private static ProblemHttpResult Missing(HttpContext context) =>
        Problems.Refuse(
            context,
            new Error(ErrorCode.RecordNotFound, "The ledger has no such tile, or is not so far yet.", "tile")
        );
}
