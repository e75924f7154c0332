using System.Security.Cryptography;
using Gradus.Artifacts.Local;
using Gradus.Core.Attestations;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;

namespace Gradus.Server.Ledger;

/// <summary>
/// The key that checkpoints are signed with. It lies in a file outside the database, which whoever can write to the database
/// need not be able to read.
/// </summary>
internal sealed class LedgerKey : IDisposable
{
    private readonly ECDsa _secret;

    private LedgerKey(ECDsa secret, string origin)
    {
        _secret = secret;
        Public = NoteKey.Of(origin, secret);
    }

    /// <summary>The public half, under the ledger's name.</summary>
    public NoteKey Public { get; }

    /// <summary>Reads the key; if there is no such file, makes one that only its owner may read.</summary>
    /// <param name="file">A PEM file with a P-256 private key.</param>
    /// <param name="origin">The ledger's name.</param>
    /// <exception cref="IOException">It is no such key, or the file cannot be read or made.</exception>
    public static LedgerKey Open(string file, string origin)
    {
        if (!File.Exists(file))
        {
            Create(file);
            Failpoints.Pass(Failpoint.LedgerKeyMade);
        }

        var secret = ECDsa.Create();
        try
        {
            secret.ImportFromPem(File.ReadAllText(file));
            if (secret.KeySize == 256)
            {
                return new LedgerKey(secret, origin);
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            secret.Dispose();
            throw NotAKey(file, e);
        }

        secret.Dispose();
        throw NotAKey(file, null);
    }

    /// <summary>Signs a checkpoint.</summary>
    public string Sign(Checkpoint checkpoint) => SignedNote.Sign(checkpoint.ToString(), Public, Sign).ToString();

    /// <summary>Signs a statement, in an envelope.</summary>
    /// <param name="payloadType">What it is.</param>
    /// <param name="payload">Its bytes.</param>
    public DsseEnvelope Sign(string payloadType, byte[] payload) =>
        DsseEnvelope.Sign(payloadType, payload, Public, Sign);

    private byte[] Sign(byte[] data) =>
        _secret.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _secret.Dispose();

    private static void Create(string file)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableFile.Write(file, made.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static IOException NotAKey(string file, Exception? cause) =>
        new($"The ledger's key {file} cannot be used: it must be a PEM file with a P-256 private key.", cause);
}
