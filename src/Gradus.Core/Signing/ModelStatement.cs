using System.Security.Cryptography;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Attestations;
using Gradus.Core.Models;

namespace Gradus.Core.Signing;

/// <summary>The statement that a model's signature is of: a list of files with their digests.</summary>
internal static class ModelStatement
{
    private const string PredicateType = "https://model_signing/signature/v1.0";
    private const string OldPredicateType = "https://model_signing/Digests/v0.1";
    private const string Files = "files";
    private const string Algorithm = "sha256";
    private const int MaxName = ArtifactPath.MaxLength;
    private const string TheFileItself = ".";

    /// <summary>The signature file, with what differs between the statement's files and the version's.</summary>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is of another kind.</exception>
    /// <exception cref="FormatException">Something is written in another way.</exception>
    public static SignatureFile Compare(SignatureFile file, JsonElement statement, Manifest manifest)
    {
        var kind = statement.GetProperty("predicateType").GetString();
        if (statement.GetProperty("_type").GetString() != InToto.StatementType || kind is not PredicateType)
        {
            return kind == OldPredicateType
                ? file with
                {
                    NotChecked = "is of a format from before version 1.0, which is not checked here: sign again",
                }
                : file with
                {
                    Problem = $"is no signature of a model: what is signed is no statement of {PredicateType}",
                };
        }

        var predicate = statement.GetProperty("predicate");
        if (Unknown(predicate.GetProperty("serialization")) is { } unknown)
        {
            return file with { NotChecked = unknown };
        }

        var signed = new Dictionary<string, string>(StringComparer.Ordinal);
        using var root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in predicate.GetProperty("resources").EnumerateArray())
        {
            var name = resource.GetProperty("name").GetString() ?? "";
            var digest = Convert.FromHexString(resource.GetProperty("digest").GetString() ?? "");
            if (
                resource.GetProperty("algorithm").GetString() != Algorithm
                || digest.Length != SHA256.HashSizeInBytes
                || name.Length is 0 or > MaxName
                || !Text.IsPrintable(name)
                || !signed.TryAdd(name, Convert.ToHexStringLower(digest))
            )
            {
                return file with
                {
                    Problem =
                        "is no signature of a model: a file in its list has no name or SHA-256 digest, or is there twice",
                };
            }

            root.AppendData(digest);
        }

        var subject = statement.GetProperty("subject").EnumerateArray().ToList();
        return signed.Count == 0
            || subject is not [var only]
            || only.GetProperty("digest").GetProperty(Algorithm).GetString()
                != Convert.ToHexStringLower(root.GetHashAndReset())
                ? file with
                {
                    Problem = "is no signature of a model: its subject's digest is not that of the files it lists",
                }
            : signed.ContainsKey(TheFileItself)
                ? file with
                {
                    NotChecked = "is of a single file, which is not checked here: sign the folder that it is in",
                }
            : Compare(file, signed, manifest);
    }

    private static SignatureFile Compare(SignatureFile file, Dictionary<string, string> signed, Manifest manifest)
    {
        var present = manifest.Files.ToDictionary(one => one.Path.Value, one => one.Digest.Hex, StringComparer.Ordinal);
        return file with
        {
            Files = signed.Count,
            Changed = FileNames.OfFew(
                signed
                    .Where(one => present.TryGetValue(one.Key, out var digest) && digest != one.Value)
                    .Select(one => one.Key)
            ),
            Missing = FileNames.OfFew(signed.Keys.Where(name => !present.ContainsKey(name))),
            Uncovered = FileNames.Of(present.Keys.Where(name => name != file.Path && !signed.ContainsKey(name))),
        };
    }

    // How the list was made, where it is not in the one way that can be compared with what the registry knows.
    private static string? Unknown(JsonElement serialization) =>
        serialization.GetProperty("method").GetString() != Files
            ? "lists parts of files instead of whole ones, which is not checked here: sign whole files, as the tool does unless told otherwise"
        : serialization.GetProperty("hash_type").GetString() != Algorithm
            ? "lists files by other digests than SHA-256, which is not checked here: sign with SHA-256, as the tool does unless told otherwise"
        : null;
}
