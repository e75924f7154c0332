using CsCheck;

namespace Gradus.Core.Ledger;

public sealed class MerkleTests
{
    private static readonly byte[][] Entries =
    [
        [],
        [0],
        [0x10],
        [0x20, 0x21],
        [0x30, 0x31],
        [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [.. Enumerable.Range(0x60, 16).Select(i => (byte)i)],
    ];

    private static readonly byte[][] Leaves =
    [
        .. Enumerable.Range(0, 300).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))),
    ];

    // The roots that Certificate Transparency's reference implementation is tested with.
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void The_root_is_that_of_RFC_6962(int size, string root) =>
        Convert
            .ToHexStringLower(MerkleTree.Root(Entries.Take(size).Select(entry => MerkleTree.Leaf(entry))))
            .ShouldBe(root);

    [Fact]
    public void A_frontier_read_back_goes_on_as_before() =>
        Gen.Int[0, 299]
            .Sample(size =>
            {
                var frontier = Edge(size);
                var read = Frontier.Parse(size, frontier.ToString());
                return read.Append(Leaves[size]).Root.SequenceEqual(MerkleTree.Root(Leaves.Take(size + 1)));
            });

    [Theory]
    [InlineData(3, "")]
    [InlineData(-1, "")]
    [InlineData(1, "zz")]
    public void A_frontier_that_does_not_fit_the_size_is_refused(long size, string text) =>
        Should.Throw<FormatException>(() => Frontier.Parse(size, text));

    [Fact]
    public void Every_inclusion_proof_verifies_and_none_for_another_leaf_place_or_root() =>
        Gen.Int[1, 300]
            .SelectMany(size => Gen.Int[0, size - 1].Select(index => (size, index)))
            .Sample(
                t =>
                {
                    var root = MerkleTree.Root(Leaves.Take(t.size));
                    var proof = Read(MerkleProof.InclusionPlaces(t.index, t.size));
                    return MerkleProof.VerifyInclusion(Leaves[t.index], t.index, t.size, proof, root)
                        && !MerkleProof.VerifyInclusion(Leaves[(t.index + 1) % 300], t.index, t.size, proof, root)
                        && (
                            t.size == 1
                            || !MerkleProof.VerifyInclusion(Leaves[t.index], t.index ^ 1, t.size, proof, root)
                        )
                        && !MerkleProof.VerifyInclusion(Leaves[t.index], t.index, t.size, [.. proof, root], root)
                        && Flipped(proof)
                            .All(bad => !MerkleProof.VerifyInclusion(Leaves[t.index], t.index, t.size, bad, root));
                },
                iter: 200
            );

    [Fact]
    public void Every_consistency_proof_verifies_and_none_with_a_byte_flipped() =>
        Gen.Int[1, 300]
            .SelectMany(second => Gen.Int[0, second].Select(first => (first, second)))
            .Sample(
                t =>
                {
                    var (old, now) = (MerkleTree.Root(Leaves.Take(t.first)), MerkleTree.Root(Leaves.Take(t.second)));
                    var proof = Read(MerkleProof.ConsistencyPlaces(t.first, t.second));
                    return MerkleProof.VerifyConsistency(t.first, t.second, old, now, proof)
                        && !MerkleProof.VerifyConsistency(t.first, t.second, Flip(old, 7), now, proof)
                        && (
                            t.first == 0 || !MerkleProof.VerifyConsistency(t.first, t.second, old, Flip(now, 31), proof)
                        )
                        && Flipped(proof).All(bad => !MerkleProof.VerifyConsistency(t.first, t.second, old, now, bad));
                },
                iter: 200
            );

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void No_proof_is_of_a_leaf_outside_of_the_tree(long index)
    {
        MerkleProof.VerifyInclusion(Leaves[0], index, 1, [], Leaves[0]).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleProof.InclusionPlaces(index, 1));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(-1, -1)]
    public void No_proof_is_of_a_tree_that_is_no_beginning(long first, long second)
    {
        MerkleProof.VerifyConsistency(first, second, Leaves[0], Leaves[0], []).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleProof.ConsistencyPlaces(first, second));
    }

    [Fact]
    public void A_proof_that_is_empty_or_of_what_is_no_hash_proves_nothing()
    {
        var (old, now) = (MerkleTree.Root(Leaves.Take(3)), MerkleTree.Root(Leaves.Take(4)));

        MerkleProof.VerifyConsistency(3, 4, old, now, []).ShouldBeFalse();
        MerkleProof
            .VerifyConsistency(
                3,
                4,
                old,
                now,
                [
                    [],
                    [],
                    [],
                ]
            )
            .ShouldBeFalse();
        MerkleProof.VerifyInclusion(Leaves[0], 0, 2, [new byte[31]], now).ShouldBeFalse();
    }

    [Fact]
    public void A_tree_that_was_rewritten_has_no_consistency_proof()
    {
        byte[][] rewritten = [.. Leaves.Take(99), Flip(Leaves[99], 0), .. Leaves.Skip(100)];
        var places = MerkleProof.ConsistencyPlaces(150, 300);
        var proof = places
            .Select(cover => MerkleTree.Fold([.. cover.Select(place => Root(rewritten, place))]))
            .ToList();

        MerkleProof
            .VerifyConsistency(150, 300, MerkleTree.Root(Leaves.Take(150)), MerkleTree.Root(rewritten), proof)
            .ShouldBeFalse();
    }

    [Fact]
    public void Completed_subtrees_are_handed_over_with_their_place()
    {
        var completed = new Dictionary<NodePlace, byte[]>();
        var frontier = Frontier.Empty;
        foreach (var leaf in Leaves.Take(64))
        {
            frontier = frontier.Append(leaf, (level, index, root) => completed.Add(new NodePlace(level, index), root));
        }

        completed.Count.ShouldBe(127);
        completed.ShouldAllBe(node => node.Value.SequenceEqual(Root(Leaves, node.Key)));
    }

    private static Frontier Edge(int size) =>
        Leaves.Take(size).Aggregate(Frontier.Empty, (edge, leaf) => edge.Append(leaf));

    private static List<byte[]> Read(IReadOnlyList<IReadOnlyList<NodePlace>> places) =>
        [.. places.Select(cover => MerkleTree.Fold([.. cover.Select(place => Root(Leaves, place))]))];

    private static byte[] Root(byte[][] leaves, NodePlace place) =>
        MerkleTree.Root(leaves.Skip((int)(place.Index << place.Level)).Take(1 << place.Level));

    private static IEnumerable<List<byte[]>> Flipped(List<byte[]> proof) =>
        from at in Enumerable.Range(0, proof.Count)
        from part in Enumerable.Range(0, 32)
        select proof.Select((hash, i) => i == at ? Flip(hash, part) : hash).ToList();

    private static byte[] Flip(byte[] hash, int at)
    {
        var flipped = (byte[])hash.Clone();
        flipped[at] ^= 0x10;
        return flipped;
    }
}
