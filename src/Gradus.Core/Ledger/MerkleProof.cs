using System.Numerics;

namespace Gradus.Core.Ledger;

/// <summary>A full subtree by its place: it covers 2^Level leaves, from leaf Index × 2^Level on.</summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Index">Its number among those of its level, from 0.</param>
public readonly record struct NodePlace(int Level, long Index);

/// <summary>
/// Inclusion and consistency proofs of RFC 6962 (verification as in RFC 9162, 2.1.3.2 and 2.1.4.2). Which hashes a proof
/// consists of is said first, so that whoever has them need not read the others.
/// </summary>
public static class MerkleProof
{
    /// <summary>What a proof that a leaf is in a tree consists of: each hash folded from these full subtrees.</summary>
    public static IReadOnlyList<IReadOnlyList<NodePlace>> InclusionPlaces(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return Path(index, 0, size);
    }

    /// <summary>What a proof that a tree is the beginning of a later one consists of. Empty for sizes where nothing is to be proved.</summary>
    public static IReadOnlyList<IReadOnlyList<NodePlace>> ConsistencyPlaces(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        return first == 0 || first == second ? [] : Subproof(first, 0, second, isWhole: true);
    }

    /// <summary>The full subtrees that leaves from a multiple of a larger power of two on consist of.</summary>
    public static IReadOnlyList<NodePlace> Cover(long start, long end)
    {
        var places = new List<NodePlace>();
        while (start < end)
        {
            var level = BitOperations.Log2((ulong)(end - start));
            places.Add(new NodePlace(level, start >> level));
            start += 1L << level;
        }

        return places;
    }

    /// <summary>Whether the proof shows that the leaf is at the index in the tree of this size and root.</summary>
    public static bool VerifyInclusion(
        byte[] leaf,
        long index,
        long size,
        IReadOnlyList<byte[]> proof,
        ReadOnlySpan<byte> root
    )
    {
        if (index < 0 || index >= size || !AreHashes(proof))
        {
            return false;
        }

        var (node, last, computed) = (index, size - 1, leaf);
        foreach (var hash in proof)
        {
            if (last == 0)
            {
                return false;
            }

            var isRight = (node & 1) == 1 || node == last;
            computed = isRight ? MerkleTree.Node(hash, computed) : MerkleTree.Node(computed, hash);
            (node, last) = isRight ? Climb(node, last) : (node, last);
            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(computed);
    }

    /// <summary>Whether the proof shows that the first tree is the beginning of the second.</summary>
    public static bool VerifyConsistency(
        long first,
        long second,
        ReadOnlySpan<byte> firstRoot,
        ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<byte[]> proof
    )
    {
        if (first < 0 || first > second || !AreHashes(proof))
        {
            return false;
        }

        if (first == second || first == 0)
        {
            return proof.Count == 0
                && (
                    first == second
                        ? firstRoot.SequenceEqual(secondRoot)
                        : firstRoot.SequenceEqual(MerkleTree.EmptyRoot)
                );
        }

        byte[][] path = BitOperations.IsPow2(first) ? [firstRoot.ToArray(), .. proof] : [.. proof];
        return path.Length > 0
            && Rebuild(first, second, path) is var (old, now)
            && firstRoot.SequenceEqual(old)
            && secondRoot.SequenceEqual(now);
    }

    private static (byte[] Old, byte[] Now)? Rebuild(long first, long second, byte[][] path)
    {
        var (node, last) = (first - 1, second - 1);
        for (; (node & 1) == 1; node >>= 1)
        {
            last >>= 1;
        }

        var (old, now) = (path[0], path[0]);
        foreach (var hash in path.AsSpan(1))
        {
            if (last == 0)
            {
                return null;
            }

            var isRight = (node & 1) == 1 || node == last;
            now = isRight ? MerkleTree.Node(hash, now) : MerkleTree.Node(now, hash);
            old = isRight ? MerkleTree.Node(hash, old) : old;
            (node, last) = isRight ? Climb(node, last) : (node, last);
            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 ? (old, now) : null;
    }

    // On the right edge a node without a sibling stands for its parents too, up to where it is a right child.
    private static (long Node, long Last) Climb(long node, long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        return (node, last);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.Count <= 128 && proof.All(h => h.Length == 32);

    private static List<IReadOnlyList<NodePlace>> Path(long index, long start, long end)
    {
        if (end - start == 1)
        {
            return [];
        }

        var middle = start + MerkleTree.Split(end - start);
        return index < middle
            ? [.. Path(index, start, middle), Cover(middle, end)]
            : [.. Path(index, middle, end), Cover(start, middle)];
    }

    private static List<IReadOnlyList<NodePlace>> Subproof(long first, long start, long end, bool isWhole)
    {
        if (first == end)
        {
            return isWhole ? [] : [Cover(start, end)];
        }

        var middle = start + MerkleTree.Split(end - start);
        return first <= middle
            ? [.. Subproof(first, start, middle, isWhole), Cover(middle, end)]
            : [.. Subproof(first, middle, end, isWhole: false), Cover(start, middle)];
    }
}
