using System.Security.Cryptography;

namespace Gradus.Policies.Reading;

/// <summary>What is wrong with a gate that asks for a signature is told at its line and column.</summary>
public sealed class SignedReadingTests
{
    [Theory]
    [InlineData("signed: {}", "5:17: A signed gate trusts nobody: give it 'keys' or 'roots'.")]
    [InlineData("signed: { keys: [] }", "*must not be empty.")]
    [InlineData(
        "signed: { keys: [MFkw] }",
        "5:26: An entry of 'keys' of a signed gate must be in PEM: lines from '-----BEGIN PUBLIC KEY-----' to '-----END PUBLIC KEY-----'."
    )]
    [InlineData(
        "signed: { roots: [MFkw] }",
        "5:27: An entry of 'roots' of a signed gate must be in PEM: lines from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----'."
    )]
    [InlineData("signed: { key: [MFkw] }", "*Unknown key 'key' in a signed gate. Did you mean 'keys'?")]
    public void A_gate_that_nobody_could_pass_is_a_problem(string gate, string problem)
    {
        var problems = Files.Problems(Policy(gate));

        if (problem[0] == '*')
        {
            problems[0].ShouldEndWith(problem[1..]);
        }
        else
        {
            problems[0].ShouldBe(problem);
        }
    }

    [Fact]
    public void A_key_that_is_no_key_has_its_line()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = RSA.Create(2048);

        Files
            .Problems(Policy(Keys(key.ExportSubjectPublicKeyInfoPem(), other.ExportSubjectPublicKeyInfoPem())))
            .ShouldBe(["12:15: An entry of 'keys' of a signed gate must be an ECDSA key over P-256, P-384 or P-521."]);
        Files
            .Problems(Policy(Keys(key.ExportPkcs8PrivateKeyPem())))[0]
            .ShouldBe(
                "7:15: An entry of 'keys' of a signed gate must be a PUBLIC KEY, and this is a PRIVATE KEY: a policy is read by many and kept for good, so make another key."
            );
    }

    [Fact]
    public void What_is_about_certificates_needs_a_root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = Keys(key.ExportSubjectPublicKeyInfoPem());

        Files
            .Problems(Policy($"{keys}            identities: [ann]\n"))
            .ShouldHaveSingleItem()
            .ShouldEndWith("'identities' is about certificates, and none is trusted: give 'roots', or leave it out.");
        Files
            .Problems(Policy($"{keys}            issuer: ann\n"))
            .ShouldHaveSingleItem()
            .ShouldEndWith("'issuer' is about certificates, and none is trusted: give 'roots', or leave it out.");
    }

    [Theory]
    [InlineData(
        "model.json",
        "must end with .sig: only such files are read as signatures when a version is registered."
    )]
    [InlineData("../model.sig", "must be the path of a file among the version's, such as model.sig.")]
    public void A_file_that_is_never_read_as_a_signature_is_a_problem(string file, string said)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = Keys(key.ExportSubjectPublicKeyInfoPem());

        Files.Problems(Policy($"{keys}            file: {file}\n")).ShouldHaveSingleItem().ShouldEndWith(said);
    }

    private static string Keys(params string[] pems) =>
        "signed:\n            keys:\n"
        + string.Concat(
            pems.Select(pem =>
                $"            - |\n{string.Concat(pem.Split('\n').Select(line => $"              {line}\n"))}"
            )
        );

    private static string Policy(string gate) =>
        $"version: 1\nstages:\n  - name: Production\n    gates:\n      - {gate}\n";
}
