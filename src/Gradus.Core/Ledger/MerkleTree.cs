using System.Numerics;
using System.Security.Cryptography;

namespace Gradus.Core.Ledger;

/// <summary>The hashes of an RFC 6962 tree. A hash is 32 bytes of SHA-256.</summary>
public static class MerkleTree
{
    /// <summary>The root of a tree without leaves.</summary>
    public static readonly byte[] EmptyRoot = SHA256.HashData([]);

    /// <summary>A leaf: the hash of an entry behind a zero byte.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        var prefixed = new byte[entry.Length + 1];
        entry.CopyTo(prefixed.AsSpan(1));
        return SHA256.HashData(prefixed);
    }

    /// <summary>An inner node: the hash of its children behind a one byte.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[65];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[33..]);
        return SHA256.HashData(both);
    }

    /// <summary>The root over these leaves.</summary>
    public static byte[] Root(IEnumerable<byte[]> leaves)
    {
        var frontier = Frontier.Empty;
        foreach (var leaf in leaves)
        {
            frontier = frontier.Append(leaf);
        }

        return frontier.Root;
    }

    /// <summary>The root over full subtrees that stand side by side, each no larger than the one to its left.</summary>
    public static byte[] Fold(IReadOnlyList<byte[]> subtrees)
    {
        if (subtrees.Count == 0)
        {
            return EmptyRoot;
        }

        var root = subtrees[^1];
        for (var i = subtrees.Count - 2; i >= 0; i--)
        {
            root = Node(subtrees[i], root);
        }

        return root;
    }

    /// <summary>The largest power of two below a size of at least 2: where a tree divides.</summary>
    internal static long Split(long size) => 1L << BitOperations.Log2((ulong)size - 1);
}
