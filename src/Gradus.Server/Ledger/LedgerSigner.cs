using System.Globalization;
using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Data;
using Gradus.Data.Ledger;

namespace Gradus.Server.Ledger;

/// <summary>
/// Signs what the ledger is. A checkpoint is kept, in the database and in a file beside the key, before anyone sees it; and
/// none is signed that does not extend the last one, so that nobody can be shown two histories.
/// </summary>
internal sealed class LedgerSigner(
    LedgerKey key,
    LedgerStore ledger,
    LedgerTree tree,
    CheckpointStore checkpoints,
    LedgerSigner.Place place,
    ILogger<LedgerSigner> logger
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    // The edge of what this server signed last: whoever changes a record behind it gets no signature for that.
    private Frontier? _signed;

    /// <summary>Where the last checkpoint that this server has published is kept.</summary>
    internal sealed record Place(string File);

    private Flaw? _flaw;

    /// <summary>Why nothing is signed any more; null while it is.</summary>
    public string? Problem => _flaw?.Message;

    /// <summary>Whether that is since records are missing at the end which a published checkpoint covers.</summary>
    public bool IsIncomplete => _flaw is { IsIncomplete: true };

    /// <summary>Whether that is since the ledger was signed with another key than this server has.</summary>
    public bool HasAnotherKey => _flaw is { IsOfAnotherKey: true };

    /// <summary>The key to check signatures with.</summary>
    public NoteKey Key => key.Public;

    /// <summary>A signed checkpoint of the ledger as it is now.</summary>
    public Task<Result<StoredCheckpoint>> SignAsync(CancellationToken cancellationToken) =>
        InTurnAsync(SignEndAsync, cancellationToken);

    /// <summary>
    /// A signed checkpoint that covers so many records; an earlier one, if there is one. Of many who ask at once the first
    /// one's checkpoint mostly covers the others.
    /// </summary>
    public async Task<Result<StoredCheckpoint>> CoverAsync(long size, CancellationToken cancellationToken) =>
        await checkpoints.FindCoveringAsync(size, cancellationToken) is { } covering
            ? covering
            : await InTurnAsync(
                async cancel =>
                    await checkpoints.FindCoveringAsync(size, cancel) is { } meanwhile
                        ? meanwhile
                        : await SignGrowthAsync(cancel),
                cancellationToken
            );

    /// <summary>A signed checkpoint of the ledger as it was at a size, which it may have outgrown.</summary>
    public Task<Result<StoredCheckpoint>> SignAsync(LedgerEnd end, CancellationToken cancellationToken) =>
        InTurnAsync(cancel => SignAtAsync(end, cancel), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Result<StoredCheckpoint>> InTurnAsync(
        Func<CancellationToken, Task<Result<StoredCheckpoint>>> sign,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await sign(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    // What was added to what was signed is all that is read; if it does not fit the end, the whole check says what is wrong.
    private async Task<Result<StoredCheckpoint>> SignGrowthAsync(CancellationToken cancellationToken)
    {
        if (_signed is not { } signed || Problem is not null)
        {
            return await SignEndAsync(cancellationToken);
        }

        var growth = await ledger.GrowthAsync(signed.Size, cancellationToken);
        var edge = growth.Leaves.Aggregate(signed, (before, leaf) => before.Append(leaf));
        return edge.ToString() == growth.End.Edge.ToString()
            ? Publish(await KeepAsync(growth.End))
            : await SignEndAsync(cancellationToken);
    }

    private async Task<Result<StoredCheckpoint>> SignEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            var end = await ledger.EndAsync(cancellationToken);
            var last = await checkpoints.FindLastAsync(cancellationToken);
            Note(await FindFlawAsync(end, last, cancellationToken));
            return Problem is { } problem ? new Error(ErrorCode.Corrupt, problem, "ledger")
                : last?.Size == end.Size ? Publish(last)
                : Publish(await KeepAsync(end));
        }
        catch (LedgerDamagedException e)
        {
            Note(new Flaw(e.Message));
            return new Error(ErrorCode.Corrupt, e.Message, "ledger");
        }
    }

    // The ledger as it is now was found to extend all that was signed: then so does its beginning, or is extended by it.
    private async Task<Result<StoredCheckpoint>> SignAtAsync(LedgerEnd end, CancellationToken cancellationToken)
    {
        var now = await SignEndAsync(cancellationToken);
        if (!now.Try(out var newest, out _) || newest.Size == end.Size)
        {
            return now;
        }

        var root = Digest.FromBytes(await tree.RootAsync(end.Size, cancellationToken));
        return root == Digest.FromBytes(end.Edge.Root)
            ? await checkpoints.KeepAsync(end.Size, root, key.Sign(new Checkpoint(end.Origin, end.Size, root)))
            : new Error(ErrorCode.Corrupt, "The ledger's end is not that of its records.", "ledger");
    }

    private async Task<StoredCheckpoint> KeepAsync(LedgerEnd end)
    {
        var root = Digest.FromBytes(end.Edge.Root);
        var note = key.Sign(new Checkpoint(end.Origin, end.Size, root));
        Failpoints.Pass(Failpoint.CheckpointSigned);
        var kept = await checkpoints.KeepAsync(end.Size, root, note);
        Failpoints.Pass(Failpoint.CheckpointKept);
        _signed = end.Edge;
        return kept;
    }

    private StoredCheckpoint Publish(StoredCheckpoint checkpoint)
    {
        if (!File.Exists(place.File) || File.ReadAllText(place.File) != checkpoint.Note)
        {
            DurableFile.Write(place.File, checkpoint.Note);
            Failpoints.Pass(Failpoint.CheckpointPublished);
        }

        return checkpoint;
    }

    private void Note(Flaw? flaw)
    {
        if (flaw is not null && flaw != _flaw)
        {
            LedgerLog.NotSigned(logger, flaw.Message);
        }

        _flaw = flaw;
    }

    // Of both copies: whoever restores an old database restores its checkpoints with it.
    private async Task<Flaw?> FindFlawAsync(LedgerEnd end, StoredCheckpoint? last, CancellationToken cancellationToken)
    {
        var root = await tree.RootAsync(end.Size, cancellationToken);
        if (!end.Edge.Root.SequenceEqual(root))
        {
            return new Flaw("The ledger's end is not that of its records.");
        }

        string?[] notes = [last?.Note, File.Exists(place.File) ? File.ReadAllText(place.File) : null];
        foreach (var note in notes.OfType<string>().Distinct())
        {
            if (await FindFlawAsync(note, end, cancellationToken) is { } flaw)
            {
                return flaw;
            }
        }

        return null;
    }

    private async Task<Flaw?> FindFlawAsync(string text, LedgerEnd end, CancellationToken cancellationToken)
    {
        if (
            !SignedNote.Parse(text).Try(out var note, out _)
            || !note.IsSignedBy(Key)
            || !Checkpoint.Parse(note.Text).Try(out var signed, out _)
            || signed.Origin != end.Origin
        )
        {
            // A signature that claims to be this key's and is wrong is no other key's.
            var isOfAnotherKey = note is not null && note.Signatures.All(signature => signature.KeyId != Key.Id);
            return new Flaw(
                "The ledger's last checkpoint was not signed with this key: start the server with --ledger-key and the "
                    + "key file that the ledger was signed with until now.",
                IsOfAnotherKey: isOfAnotherKey
            );
        }

        if (signed.Size > end.Size)
        {
            var removed = string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger has {end.Size} records, but a checkpoint over {signed.Size} was published: records were removed, or an old backup was restored."
            );
            return new Flaw(removed, IsIncomplete: true);
        }

        var root = await tree.RootAsync(signed.Size, cancellationToken);
        return Digest.FromBytes(root) == signed.Root
            ? null
            : new Flaw(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The first {signed.Size} records of the ledger are not those that its last checkpoint was signed for."
                )
            );
    }

    // What keeps from signing.
    private sealed record Flaw(string Message, bool IsIncomplete = false, bool IsOfAnotherKey = false);
}

/// <summary>What the ledger's part of the server says.</summary>
internal static partial class LedgerLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "No checkpoint of the ledger is signed: {Problem}")]
    public static partial void NotSigned(ILogger logger, string problem);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The ledger could not be looked at; it is tried again in a minute"
    )]
    public static partial void RoundFailed(ILogger logger, Exception exception);
}
