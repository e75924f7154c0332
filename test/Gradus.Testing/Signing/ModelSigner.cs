using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gradus.Testing.Signing;

/// <summary>
/// Signs a model's files as the reference tool (model_signing 1.1) does: the same bundle, envelope and statement, field for field.
/// What is handed in besides spoils the statement before it is signed, or the bundle after.
/// </summary>
public static class ModelSigner
{
    private const string PayloadType = "application/vnd.in-toto+json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>SHA-256 of a key in PEM, as bundles name keys.</summary>
    public static string HintOf(ECDsa key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PemOf(key))));

    /// <summary>A public key in PEM, with a line break at its end as other tools write it.</summary>
    public static string PemOf(ECDsa key) => $"{key.ExportSubjectPublicKeyInfoPem()}\n";

    /// <summary>As <c>model_signing sign key</c>.</summary>
    public static byte[] WithKey(
        ECDsa key,
        IReadOnlyDictionary<string, byte[]> files,
        Action<JsonNode>? statement = null,
        Action<JsonNode>? bundle = null
    ) =>
        Sign(
            key,
            new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = HintOf(key) } },
            files,
            statement,
            bundle
        );

    /// <summary>As <c>model_signing sign certificate</c>.</summary>
    public static byte[] WithCertificate(
        X509Certificate2 certificate,
        IEnumerable<X509Certificate2> chain,
        IReadOnlyDictionary<string, byte[]> files,
        Action<JsonNode>? statement = null,
        Action<JsonNode>? bundle = null
    )
    {
        var certificates = chain
            .Prepend(certificate)
            .Select(one => (JsonNode)new JsonObject { ["rawBytes"] = Convert.ToBase64String(one.RawData) });
        var material = new JsonObject
        {
            ["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray([.. certificates]) },
        };
        using var key = certificate.GetECDsaPrivateKey()!;
        return Sign(key, material, files, statement, bundle);
    }

    private static byte[] Sign(
        ECDsa key,
        JsonObject material,
        IReadOnlyDictionary<string, byte[]> files,
        Action<JsonNode>? spoilStatement,
        Action<JsonNode>? spoilBundle
    )
    {
        var statement = StatementOf(files);
        spoilStatement?.Invoke(statement);
        var payload = Encoding.UTF8.GetBytes(statement.ToJsonString(Indented));
        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes(
                FormattableString.Invariant($"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} ")
            ),
            .. payload,
        ];
        var hash = key.KeySize switch
        {
            256 => HashAlgorithmName.SHA256,
            384 => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        material["tlogEntries"] = new JsonArray();
        var bundle = new JsonObject
        {
            ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
            ["verificationMaterial"] = material,
            ["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(payload),
                ["payloadType"] = PayloadType,
                ["signatures"] = new JsonArray(
                    new JsonObject
                    {
                        ["sig"] = Convert.ToBase64String(
                            key.SignData(signed, hash, DSASignatureFormat.Rfc3279DerSequence)
                        ),
                        ["keyid"] = "",
                    }
                ),
            },
        };
        spoilBundle?.Invoke(bundle);
        return Encoding.UTF8.GetBytes(bundle.ToJsonString());
    }

    private static JsonObject StatementOf(IReadOnlyDictionary<string, byte[]> files)
    {
        var named = files.OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        var digests = named.Select(file => SHA256.HashData(file.Value)).ToList();
        var resources = named.Zip(
            digests,
            (file, digest) =>
                (JsonNode)
                    new JsonObject
                    {
                        ["algorithm"] = "sha256",
                        ["name"] = file.Key,
                        ["digest"] = Convert.ToHexStringLower(digest),
                    }
        );
        var root = Convert.ToHexStringLower(SHA256.HashData([.. digests.SelectMany(digest => digest)]));
        return new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "model",
                    ["digest"] = new JsonObject { ["sha256"] = root },
                }
            ),
            ["predicateType"] = "https://model_signing/signature/v1.0",
            ["predicate"] = new JsonObject
            {
                ["serialization"] = new JsonObject
                {
                    ["method"] = "files",
                    ["hash_type"] = "sha256",
                    ["allow_symlinks"] = false,
                    ["ignore_paths"] = new JsonArray(".git", "model.sig", ".gitattributes", ".gitignore", ".github"),
                },
                ["resources"] = new JsonArray([.. resources]),
            },
        };
    }
}
