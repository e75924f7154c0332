using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Signing;

namespace Gradus.Policies.Reading;

/// <summary>Reads a gate that asks for a model's signature.</summary>
internal static class SignedReading
{
    /// <summary>Reads it, and tells what no signature could meet.</summary>
    public static SignedGate? Read(Fields gate, ProblemList problems)
    {
        var signers = new TrustedSigners(
            Sound(gate, "keys", TrustedKey.Parse),
            Sound(gate, "roots", TrustedRoot.Parse),
            [.. gate.Texts("identities").Select(text => new NamePattern(text))],
            gate.Text("issuer")
        );
        if (gate.Node.Entries.All(entry => entry.Key.Text is "identities" or "issuer" or "file" or "uncovered"))
        {
            problems.Add(gate.Node, gate.Path, "A signed gate trusts nobody: give it 'keys' or 'roots'.");
            return null;
        }

        var ofCertificates = gate.Has("identities") ? "identities" : "issuer";
        if (gate.Has(ofCertificates) && !gate.Has("roots"))
        {
            problems.Add(
                gate.At(ofCertificates),
                gate.Below(ofCertificates),
                $"'{ofCertificates}' is about certificates, and none is trusted: give 'roots', or leave it out."
            );
        }

        return new SignedGate(
            signers,
            gate.Text("file") ?? SignatureFile.UsualPath,
            [.. gate.Texts("uncovered").Select(text => new NamePattern(text))]
        );
    }

    // What has not the right form was told already.
    private static List<T> Sound<T>(Fields gate, string key, Func<string, Result<T>> parse) =>
        [.. gate.Texts(key).Select(parse).Where(read => read.IsOk).Select(read => read.Value)];
}
