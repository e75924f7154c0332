namespace Gradus.Core.Ledger;

/// <summary>
/// The right edge of a tree: the roots of the full subtrees that it consists of, from the left. It is all that is needed to
/// append, and to know the root.
/// </summary>
public sealed class Frontier
{
    private const int HashDigits = 64;

    private readonly IReadOnlyList<byte[]> _subtrees;

    private Frontier(long size, IReadOnlyList<byte[]> subtrees)
    {
        Size = size;
        _subtrees = subtrees;
    }

    /// <summary>The edge of a tree without leaves.</summary>
    public static Frontier Empty { get; } = new(0, []);

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; }

    /// <summary>The tree's root.</summary>
    public byte[] Root => MerkleTree.Fold(_subtrees);

    /// <summary>The edge after one more leaf.</summary>
    public Frontier Append(byte[] leaf) => Append(leaf, (_, _, _) => { });

    /// <summary>The edge after one more leaf; every full subtree that this completes is handed over.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="completed">Takes its level (0 for the leaf), its index among those of the level, and its root.</param>
    public Frontier Append(byte[] leaf, Action<int, long, byte[]> completed)
    {
        var subtrees = new List<byte[]>(_subtrees);
        var root = leaf;
        var level = 0;
        completed(level, Size, root);
        for (; ((Size >> level) & 1) == 1; level++)
        {
            root = MerkleTree.Node(subtrees[^1], root);
            subtrees.RemoveAt(subtrees.Count - 1);
            completed(level + 1, Size >> (level + 1), root);
        }

        subtrees.Add(root);
        return new Frontier(Size + 1, subtrees);
    }

    /// <summary>The edge as text, to be kept beside the size.</summary>
    public override string ToString() => string.Concat(_subtrees.Select(Convert.ToHexStringLower));

    /// <summary>Reads an edge.</summary>
    /// <exception cref="FormatException">The text is not an edge of a tree of this size.</exception>
    public static Frontier Parse(long size, string text)
    {
        var count = System.Numerics.BitOperations.PopCount((ulong)size);
        return size >= 0 && text.Length == count * HashDigits
            ? new Frontier(size, [.. text.Chunk(HashDigits).Select(digits => Convert.FromHexString(digits))])
            : throw new FormatException("The edge of the ledger's tree does not fit its size.");
    }
}
