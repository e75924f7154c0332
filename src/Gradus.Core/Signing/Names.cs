using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gradus.Core.Policies;

namespace Gradus.Core.Signing;

/// <summary>A name of a certificate's holder.</summary>
/// <param name="Text">The name.</param>
/// <param name="IsAddress">Whether it is an e-mail address: an identity that is written as one is no other name.</param>
internal readonly record struct HolderName(string Text, bool IsAddress)
{
    /// <summary>Whether it is one of those that an identity in the policy is about.</summary>
    public bool Is(NamePattern identity) =>
        (IsAddress || !identity.Text.Contains('@') || identity.Text.Contains(':')) && identity.Matches(Text);
}

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

    /// <summary>
    /// The holder's names, at least one: addresses, host names and URIs, which authorities verify; where there are none, the
    /// subject's whole name, which may be empty.
    /// </summary>
    public static IReadOnlyList<HolderName> Of(X509Certificate2 certificate)
    {
        var names = certificate.Extensions[AlternativeNames] is { } extension ? Read(extension.RawData) : [];
        return names.Count > 0 ? names : [new HolderName(certificate.Subject, IsAddress: false)];
    }

    // Where one cannot be read, none is.
    private static List<HolderName> Read(byte[] extension)
    {
        var names = new List<HolderName>();
        try
        {
            var entries = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (entries.HasData)
            {
                var tag = entries.PeekTag();
                if (tag is { TagClass: TagClass.ContextSpecific, TagValue: Email or Dns or Uri })
                {
                    var text = entries.ReadCharacterString(UniversalTagNumber.IA5String, tag);
                    names.Add(new HolderName(text, tag.TagValue == Email));
                }
                else
                {
                    entries.ReadEncodedValue();
                }
            }

            return names;
        }
        catch (AsnContentException)
        {
            return [];
        }
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
        var line = string.Concat(name.Select(c => IsShown(c) ? c : '?'));
        return line.Length <= MaxSaid ? line : $"{line[..MaxSaid]}…";
    }

    private static bool IsShown(char c) =>
        char.GetUnicodeCategory(c)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate);
}
