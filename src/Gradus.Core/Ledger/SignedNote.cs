using System.Buffers.Binary;
using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Ledger;

/// <summary>A signature line of a note.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Bytes">The signature itself.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes);

/// <summary>A text with signatures below it, as c2sp.org/signed-note writes them.</summary>
/// <param name="Text">What is signed; ends with a line break.</param>
/// <param name="Signatures">Who signed it.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MaxLength = 1_000_000;
    private const int MaxSignatures = 64;

    /// <summary>Signs a text.</summary>
    /// <param name="text">Lines, each ending with a line break.</param>
    /// <param name="key">The key's public half.</param>
    /// <param name="sign">Makes the signature.</param>
    public static SignedNote Sign(string text, NoteKey key, Func<byte[], byte[]> sign) =>
        new(text, [new NoteSignature(key.Name, key.Id, sign(Encoding.UTF8.GetBytes(text)))]);

    /// <summary>Whether the key has signed the note: every line that claims to be the key's must be right.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var own = Signatures.Where(signature => signature.Name == key.Name && signature.KeyId == key.Id).ToList();
        return own.Count > 0 && own.All(signature => key.Verifies(Text, signature.Bytes.Span));
    }

    /// <summary>Reads a note; says nothing of whether its signatures are right.</summary>
    public static Result<SignedNote> Parse(string? note)
    {
        var end = note?.LastIndexOf("\n\n", StringComparison.Ordinal) ?? -1;
        if (
            note is not { Length: < MaxLength }
            || end < 0
            || note.Length < end + 4
            || note.Any(c => c < ' ' && c != '\n')
            || !note.EndsWith('\n')
        )
        {
            return NotANote;
        }

        var lines = note[(end + 2)..^1].Split('\n');
        var signatures = lines.Select(ReadSignature).OfType<NoteSignature>().ToList();
        return signatures.Count == lines.Length && lines.Length <= MaxSignatures
            ? new SignedNote(note[..(end + 1)], signatures)
            : NotANote;
    }

    /// <summary>The note as it is handed on.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(Line))}";

    private static Error NotANote => Error.Invalid("It is not a signed note.", "note");

    private static string Line(NoteSignature signature)
    {
        var bytes = new byte[4 + signature.Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
        signature.Bytes.CopyTo(bytes.AsMemory(4));
        return $"— {signature.Name} {Convert.ToBase64String(bytes)}\n";
    }

    private static NoteSignature? ReadSignature(string line)
    {
        var parts = line.Split(' ');
        var bytes = new byte[line.Length];
        return
            parts is ["—", { Length: > 0 } name, var encoded]
            && !name.Contains('+', StringComparison.Ordinal)
            && Convert.TryFromBase64String(encoded, bytes, out var length)
            && length > 4
            && Convert.ToBase64String(bytes.AsSpan(0, length)) == encoded
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4, length - 4))
            : null;
    }
}
