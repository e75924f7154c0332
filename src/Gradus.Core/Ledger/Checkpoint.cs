using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Core.Ledger;

/// <summary>What the ledger was at a moment (c2sp.org/tlog-checkpoint): signed, it binds whoever signed it to all of that.</summary>
/// <param name="Origin">Which ledger.</param>
/// <param name="Size">How many records it had.</param>
/// <param name="Root">The root of the tree over them.</param>
public sealed record Checkpoint(string Origin, long Size, Digest Root)
{
    /// <summary>The lines that are signed.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Origin}\n{Size}\n{Convert.ToBase64String(Convert.FromHexString(Root.Hex))}\n"
        );

    /// <summary>Reads the lines.</summary>
    public static Result<Checkpoint> Parse(string text)
    {
        var lines = text.Split('\n');
        var root = new byte[32];
        return
            lines is [{ Length: > 0 } origin, var size, var encoded, ""]
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var records)
            && Convert.TryFromBase64String(encoded, root, out var length)
            && length == root.Length
            && new Checkpoint(origin, records, Digest.FromBytes(root)) is var checkpoint
            && checkpoint.ToString() == text
            ? checkpoint
            : Error.Invalid("It is not a checkpoint of a ledger.", "checkpoint");
    }
}
