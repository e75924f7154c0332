using System.Security.Cryptography;
using Gradus.Core.Signing;
using Gradus.Testing.Signing;

namespace Gradus.Core.Gates;

/// <summary>A model of two files, who may have signed it, and what the gate says of that.</summary>
public abstract class SignedGateCase : IDisposable
{
    protected static readonly DateTimeOffset Registered = Evidence.Noon;

    protected static readonly IReadOnlyDictionary<string, byte[]> Model = new Dictionary<string, byte[]>
    {
        ["weights/a.bin"] = [1, 2, 3],
        ["config.json"] = [4],
    };

    protected ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    protected ECDsa Stranger { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    protected TestAuthority Authority { get; } = new("Acme Root", Registered.AddYears(-1));

    public void Dispose()
    {
        Key.Dispose();
        Stranger.Dispose();
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static SignedGate Gate(TrustedSigners signers) => new(signers, SignatureFile.UsualPath, []);

    protected static TrustedSigners Trust(ECDsa[] keys) =>
        new([.. keys.Select(key => TrustedKey.Parse(ModelSigner.PemOf(key)).Value)], [], [], null);

    protected static TrustedSigners Trust(TestAuthority authority) =>
        new([], [TrustedRoot.Parse(authority.Root.ExportCertificatePem()).Value], [], null);

    protected static Dictionary<string, byte[]> With(params (string Path, byte[] Bytes)[] files)
    {
        var changed = new Dictionary<string, byte[]>(Model);
        Array.ForEach(files, file => changed[file.Path] = file.Bytes);
        return changed;
    }

    protected static GateResult Judge(
        TrustedSigners signers,
        byte[] signature,
        IReadOnlyDictionary<string, byte[]>? files = null
    ) => Judge(Gate(signers), signature, files);

    protected static GateResult Judge(
        SignedGate gate,
        byte[] signature,
        IReadOnlyDictionary<string, byte[]>? files = null
    )
    {
        var manifest = SignedFiles.ManifestOf(files ?? Model, signature);
        return gate.Evaluate(
            Evidence.Input(
                Evidence.Bare(1) with
                {
                    SignatureFiles = [SignatureReader.Read(SignatureFile.UsualPath, signature, manifest)],
                }
            )
        );
    }
}
