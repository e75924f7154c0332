using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gradus.Core.Errors;

namespace Gradus.Core.Signing;

/// <summary>Whether a signature made with a certificate is of somebody who is trusted.</summary>
internal static class CertificateCheck
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    public static Result<string> FindSigner(TrustedSigners trusted, SignatureFile file, DateTimeOffset at)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            foreach (var der in file.Certificates)
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(der)));
            }

            var signer = SignerOf(trusted, certificates[0]);
            return Refuse(trusted, file, certificates, signer, at) is { } refusal
                ? Error.Invalid(refusal)
                : $"'{Names.Clean(signer!.Value.Text)}', certified by '{Names.Clean(certificates[0].Issuer)}'";
        }
        catch (CryptographicException)
        {
            return Error.Invalid("brings a certificate that cannot be read");
        }
        finally
        {
            Dispose(certificates);
        }
    }

    private static string? Refuse(
        TrustedSigners trusted,
        SignatureFile file,
        X509Certificate2Collection certificates,
        HolderName? signer,
        DateTimeOffset at
    )
    {
        var leaf = certificates[0];
        var name = Names.Clean(leaf.Subject);
        using var key = leaf.GetECDsaPublicKey();
        return trusted.Roots.Count == 0 ? $"is signed with the certificate of '{name}', and only keys are trusted"
            : key is null || !file.IsSignedBy(key)
                ? $"does not hold: the certificate of '{name}' is of a key that has not signed what it says"
            : at < leaf.NotBefore
                ? $"is signed with the certificate of '{name}', which is valid from {Say(leaf.NotBefore)}: not yet when the version was registered, at {Say(at)}"
            : at >= leaf.NotAfter
                ? $"is signed with the certificate of '{name}', which had expired at {Say(leaf.NotAfter)}, before the version was registered at {Say(at)}: sign with one that is valid, and register the files anew"
            : !IsForSigning(leaf) ? $"is signed with the certificate of '{name}', which is not meant for signing code"
            : RefuseChain(trusted, certificates, at) is { } broken
                ? $"is signed with the certificate of '{name}', {broken}"
            : RefuseIdentity(trusted, leaf, signer);
    }

    private static bool IsForSigning(X509Certificate2 leaf) =>
        leaf.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
        && usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)
        && leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } purposes
        && purposes.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value == CodeSigning);

    // Nothing is fetched from anywhere: what a certificate names as a place to ask was chosen by who made it.
    private static string? RefuseChain(
        TrustedSigners trusted,
        X509Certificate2Collection certificates,
        DateTimeOffset at
    )
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = at.UtcDateTime;
        policy.ApplicationPolicy.Add(new Oid(CodeSigning));
        policy.ExtraStore.AddRange(certificates);
        foreach (var root in trusted.Roots)
        {
            policy.CustomTrustStore.Add(root.Load());
        }

        try
        {
            if (chain.Build(certificates[0]) && chain.ChainElements.All(one => IsKnown(one.Certificate)))
            {
                return null;
            }

            var wrong = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            const X509ChainStatusFlags Loose = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
            return wrong == X509ChainStatusFlags.NoError || (wrong & Loose) != 0
                    ? $"which does not lead to a trusted root: trusted is {string.Join(", ", trusted.Roots.Select(root => $"'{root.Name}'"))}"
                : wrong.HasFlag(X509ChainStatusFlags.NotTimeValid)
                    ? $"one of whose issuers was not valid when the version was registered, at {Say(at)}"
                : wrong.HasFlag(X509ChainStatusFlags.NotSignatureValid)
                    ? "which the issuer that it names has not signed"
                : wrong.HasFlag(X509ChainStatusFlags.NotValidForUsage)
                    ? "one of whose issuers may not vouch for who signs code"
                : wrong.HasFlag(X509ChainStatusFlags.InvalidBasicConstraints)
                    ? "which was issued by somebody who is no authority"
                : "whose issuers do not vouch for it";
        }
        finally
        {
            Dispose(policy.CustomTrustStore);
        }

        // What stands in this machine's own stores is not asked: the verdict would differ from one server to the next.
        bool IsKnown(X509Certificate2 one) =>
            certificates
                .Concat(policy.CustomTrustStore)
                .Any(known => known.RawDataMemory.Span.SequenceEqual(one.RawDataMemory.Span));
    }

    // The name that an identity asks for; of those that fit the first. Null if none does.
    private static HolderName? SignerOf(TrustedSigners trusted, X509Certificate2 leaf) =>
        Names
            .Of(leaf)
            .Where(name => trusted.Identities.Count == 0 || trusted.Identities.Any(name.Is))
            .Cast<HolderName?>()
            .FirstOrDefault();

    private static string? RefuseIdentity(TrustedSigners trusted, X509Certificate2 leaf, HolderName? signer)
    {
        if (signer is not { } named)
        {
            return $"is signed by {string.Join(", ", Names.Of(leaf).Select(name => $"'{Names.Clean(name.Text)}'"))}, who is not among those who may sign: {string.Join(", ", trusted.Identities.Select(identity => $"'{identity}'"))}";
        }

        var issuer = Names.IssuerOf(leaf);
        return trusted.Issuer is { } wanted && issuer != wanted
            ? $"is signed by '{Names.Clean(named.Text)}', for whom {(issuer is null ? "no issuer of identities" : $"'{Names.Clean(issuer)}'")} vouches, not '{wanted}'"
            : null;
    }

    private static string Say(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }
    }
}
