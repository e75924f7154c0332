using System.Data.Common;
using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>
/// The Merkle tree over the ledger's records: roots and proofs of any size it has had. Of each proof's subtrees at most 256
/// hashes are read, since the roots of every eighth level are kept.
/// </summary>
public sealed class LedgerTree(Database database)
{
    private const int Levels = 8;
    private const int Width = 1 << Levels;

    private const string LeavesSql = """
        SELECT leaf FROM ledger
        WHERE sequence >= @start AND sequence < @end
        ORDER BY sequence
        """;

    private const string NodesSql = """
        SELECT hash FROM ledger_nodes
        WHERE level = @level AND position >= @start AND position < @end
        ORDER BY position
        """;

    /// <summary>The root over the first records.</summary>
    public Task<byte[]> RootAsync(long size, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FoldAsync(session, MerkleProof.Cover(0, size)), cancellationToken);

    /// <summary>The proof that a record is in the ledger of a size.</summary>
    public Task<Result<IReadOnlyList<byte[]>>> ProveInclusionAsync(
        long sequence,
        long size,
        CancellationToken cancellationToken
    ) =>
        ProveAsync(
            size,
            sequence >= 0 && sequence < size,
            $"A ledger of {size} records has no record {sequence}.",
            () => MerkleProof.InclusionPlaces(sequence, size),
            cancellationToken
        );

    /// <summary>The proof that the ledger of one size is the beginning of that of another.</summary>
    public Task<Result<IReadOnlyList<byte[]>>> ProveConsistencyAsync(
        long first,
        long second,
        CancellationToken cancellationToken
    ) =>
        ProveAsync(
            second,
            first >= 0 && first <= second,
            $"A ledger of {first} records is not the beginning of one of {second}.",
            () => MerkleProof.ConsistencyPlaces(first, second),
            cancellationToken
        );

    /// <summary>Hashes of a tile (c2sp.org/tlog-tiles); shorter than the width if the ledger is.</summary>
    /// <param name="level">The tile's level: 0 has the leaves, 1 the roots over 256 of them.</param>
    /// <param name="index">Its number.</param>
    /// <param name="width">How many hashes.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public Task<List<byte[]>> TileAsync(int level, long index, int width, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => HashesAsync(session, level, index * Width, (index * Width) + width),
            cancellationToken
        );

    private Task<Result<IReadOnlyList<byte[]>>> ProveAsync(
        long size,
        bool isPossible,
        string refusal,
        Func<IReadOnlyList<IReadOnlyList<NodePlace>>> places,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<IReadOnlyList<byte[]>>>(
            async session =>
            {
                var head = (await session.FindLedgerHeadAsync())!;
                if (!isPossible || size > head.Edge.Size)
                {
                    return Error.Invalid(
                        isPossible
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"The ledger has {head.Edge.Size} records, not {size}."
                            )
                            : refusal,
                        "size"
                    );
                }

                var proof = new List<byte[]>();
                foreach (var cover in places())
                {
                    proof.Add(await FoldAsync(session, cover));
                }

                return proof;
            },
            cancellationToken
        );

    private static async Task<byte[]> FoldAsync(Session session, IReadOnlyList<NodePlace> cover)
    {
        var roots = new List<byte[]>();
        foreach (var place in cover)
        {
            roots.Add(await NodeAsync(session, place));
        }

        return MerkleTree.Fold(roots);
    }

    private static async Task<byte[]> NodeAsync(Session session, NodePlace place)
    {
        var (tile, above) = Math.DivRem(place.Level, Levels);
        var start = place.Index << above;
        return MerkleTree.Root(await HashesAsync(session, tile, start, start + (1L << above)));
    }

    private static Task<List<byte[]>> HashesAsync(Session session, int tile, long start, long end) =>
        tile == 0
            ? session.ListAsync(LeavesSql, Read, ("@start", start), ("@end", end))
            : session.ListAsync(NodesSql, Read, ("@level", tile * Levels), ("@start", start), ("@end", end));

    private static byte[] Read(DbDataReader row) => Convert.FromHexString(row.GetString(0));
}
