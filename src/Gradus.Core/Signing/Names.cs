using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gradus.Core.Signing;

/// <summary>Who a certificate says its holder is.</summary>
internal static class Names
{
    private const string AlternativeNames = "2.5.29.17";

    // Sigstore's extensions for who vouched for the holder: the first in DER, the older one the bare text.
    private const string Issuer = "1.3.6.1.4.1.57264.1.8";
    private const string BareIssuer = "1.3.6.1.4.1.57264.1.1";

    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;
    private const int MaxSaid = 300;

    /// <summary>The holder's names: addresses, host names and URIs, then the subject's whole name, which may be empty.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        if (certificate.Extensions[AlternativeNames] is { } extension)
        {
            try
            {
                var entries = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (entries.HasData)
                {
                    var tag = entries.PeekTag();
                    if (tag is { TagClass: TagClass.ContextSpecific, TagValue: Email or Dns or Uri })
                    {
                        names.Add(entries.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    }
                    else
                    {
                        entries.ReadEncodedValue();
                    }
                }
            }
            catch (AsnContentException)
            {
                // Names that cannot be read are none.
            }
        }

        return [.. names, certificate.Subject];
    }

    /// <summary>Who vouched for the holder's identity when it got the certificate; null if the certificate does not say.</summary>
    public static string? IssuerOf(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions[Issuer] is { } extension
                    ? new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadCharacterString(
                        UniversalTagNumber.UTF8String
                    )
                : certificate.Extensions[BareIssuer] is { } bare ? Encoding.UTF8.GetString(bare.RawData)
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>A name that a stranger chose, fit to stand in a message.</summary>
    public static string Clean(string name)
    {
        var line = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return line.Length <= MaxSaid ? line : $"{line[..MaxSaid]}…";
    }
}
