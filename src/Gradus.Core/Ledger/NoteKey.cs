using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Ledger;

/// <summary>What a key signs with: the signature type's byte in c2sp.org/signed-note.</summary>
public enum NoteAlgorithm : byte
{
    /// <summary>Ed25519. Reserved: the base library has none yet, so such signatures are not checked.</summary>
    Ed25519 = 1,

    /// <summary>ECDSA over P-256 with SHA-256, the signature in DER.</summary>
    EcdsaP256 = 2,
}

/// <summary>A public key that notes are checked with. Its text is a verification key: NAME+ID+BASE64.</summary>
public sealed record NoteKey
{
    private NoteKey(string name, NoteAlgorithm algorithm, byte[] material)
    {
        Name = name;
        Algorithm = algorithm;
        Material = material;
    }

    /// <summary>The key's name: no spaces, no '+'.</summary>
    public string Name { get; }

    /// <summary>What it signs with.</summary>
    public NoteAlgorithm Algorithm { get; }

    /// <summary>The key's id: 32 bits that say which of several keys has signed. Of ECDSA the hash of the key alone.</summary>
    public uint Id => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Hashed()));

    /// <summary>The id as it stands in a verification key: eight hexadecimal digits.</summary>
    public string KeyId => $"{Id:x8}";

    private byte[] Material { get; }

    /// <summary>The public half of an ECDSA key under a name.</summary>
    public static NoteKey Of(string name, ECDsa key) =>
        new(name, NoteAlgorithm.EcdsaP256, key.ExportSubjectPublicKeyInfo());

    /// <summary>Whether the key made this signature of this text.</summary>
    public bool Verifies(string text, ReadOnlySpan<byte> signature) =>
        Verifies(Encoding.UTF8.GetBytes(text), signature);

    /// <summary>Whether the key made this signature of these bytes.</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (Algorithm != NoteAlgorithm.EcdsaP256)
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Material, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Reads a verification key.</summary>
    public static Result<NoteKey> Parse(string? text)
    {
        var parts = (text ?? "").Trim().Split('+', 3);
        var material = new byte[512];
        if (
            parts is not [{ Length: > 0 } name, { Length: 8 } id, var encoded]
            || name.Any(char.IsWhiteSpace)
            || !Convert.TryFromBase64String(encoded, material, out var length)
            || length < 2
        )
        {
            return Error.Invalid("A verification key is written NAME+ID+BASE64.", "key");
        }

        var key = new NoteKey(name, (NoteAlgorithm)material[0], material[1..length]);
        return !key.IsWellFormed() ? Error.Invalid("The verification key is of a kind that is not known here.", "key")
            : $"{key.Id:x8}" != id ? Error.Invalid("The verification key's id is not that of the key.", "key")
            : key;
    }

    /// <summary>The verification key.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Algorithm, .. Material])}";

    /// <inheritdoc/>
    public bool Equals(NoteKey? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private byte[] Hashed() =>
        Algorithm == NoteAlgorithm.EcdsaP256
            ? Material
            : [.. Encoding.UTF8.GetBytes(Name), (byte)'\n', (byte)Algorithm, .. Material];

    private bool IsWellFormed()
    {
        try
        {
            using var key = ECDsa.Create();
            return Algorithm == NoteAlgorithm.EcdsaP256 && Read(key, Material) == Material.Length && key.KeySize == 256;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static int Read(ECDsa key, byte[] material)
    {
        key.ImportSubjectPublicKeyInfo(material, out var read);
        return read;
    }
}
