using System.Security.Cryptography;

namespace Gradus.Core.Signing;

/// <summary>
/// What an OpenSSF signature file among a version's files says, read when the version was registered. Whether it holds is for
/// who knows the trusted keys to tell: nothing of this is to be believed before.
/// </summary>
/// <param name="Path">Where the file stands among the version's files.</param>
public sealed record SignatureFile(string Path)
{
    /// <summary>How the names of signature files end.</summary>
    public const string Extension = ".sig";

    /// <summary>How the reference tool calls the file.</summary>
    public const string UsualPath = "model.sig";

    /// <summary>The most bytes that such a file may have.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Why it is no signature of a model, as a clause; null if it is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Why it cannot be checked though it may be sound, as a clause; null if it can.</summary>
    public string? NotChecked { get; init; }

    /// <summary>Which key it says has signed; a hint, and trusted for nothing. Empty if it names none.</summary>
    public string KeyHint { get; init; } = "";

    /// <summary>The certificate of the key that signed, and those that vouch for it: DER in Base64. None for a bare key.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>The signature: ECDSA in DER, in Base64.</summary>
    public string Signature { get; init; } = "";

    /// <summary>What is signed, hashed by SHA-256, SHA-384 and SHA-512, in hexadecimal: the key's size says which one counts.</summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>How many files it names.</summary>
    public int Files { get; init; }

    /// <summary>Files of the version whose bytes are not those that were signed.</summary>
    public FileNames Changed { get; init; } = FileNames.None;

    /// <summary>Files that were signed, and that the version lacks.</summary>
    public FileNames Missing { get; init; } = FileNames.None;

    /// <summary>Files of the version that it does not name; the signature file itself is left out.</summary>
    public FileNames Uncovered { get; init; } = FileNames.None;

    /// <summary>Whether a key has made the signature.</summary>
    internal bool IsSignedBy(ECDsa key)
    {
        var hash = key.KeySize switch
        {
            256 => 0,
            384 => 1,
            521 => 2,
            _ => -1,
        };
        return hash >= 0
            && hash < Hashes.Count
            && key.VerifyHash(
                Convert.FromHexString(Hashes[hash]),
                Convert.FromBase64String(Signature),
                DSASignatureFormat.Rfc3279DerSequence
            );
    }
}
