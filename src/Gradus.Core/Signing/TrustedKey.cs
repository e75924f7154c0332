using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Signing;

/// <summary>A public key whose signatures are trusted: ECDSA over P-256, P-384 or P-521.</summary>
public sealed record TrustedKey
{
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    private TrustedKey(string pem)
    {
        Pem = pem;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{pem}\n")));
    }

    /// <summary>The key in PEM.</summary>
    public string Pem { get; }

    /// <summary>SHA-256 of the key in PEM with a line break at its end, in hexadecimal: how signatures name it.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key in PEM; the refusal goes on from what the key is.</summary>
    public static Result<TrustedKey> Parse(string pem)
    {
        if (!PemText.Read(pem, "PUBLIC KEY").Try(out var bytes, out var refusal))
        {
            return refusal;
        }

        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes, out _);
            if (Curves.Contains(key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value))
            {
                return new TrustedKey(key.ExportSubjectPublicKeyInfoPem());
            }
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        return Error.Invalid("must be an ECDSA key over P-256, P-384 or P-521.", "keys");
    }

    /// <summary>Whether the key has signed the file.</summary>
    public bool HasSigned(SignatureFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var key = ECDsa.Create();
        key.ImportFromPem(Pem);
        return file.IsSignedBy(key);
    }
}
