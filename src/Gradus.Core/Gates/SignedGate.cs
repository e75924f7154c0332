using Gradus.Core.Policies;
using Gradus.Core.Signing;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when an OpenSSF model signature among the version's files holds: somebody who is trusted has signed exactly these
/// bytes. What cannot be checked here (keyless signatures, other digests) is Inconclusive.
/// </summary>
/// <param name="Signers">Who is trusted.</param>
/// <param name="File">Where the signature file stands among the version's files.</param>
/// <param name="Uncovered">Files that the signature need not cover.</param>
public sealed record SignedGate(TrustedSigners Signers, string File, IReadOnlyList<NamePattern> Uncovered) : IGate
{
    /// <inheritdoc/>
    public string Kind => "signed";

    /// <inheritdoc/>
    public string Name => File == SignatureFile.UsualPath ? "signed" : $"signed {File}";

    /// <inheritdoc/>
    public GateResult Evaluate(GateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var candidate = input.Candidate;
        if (candidate.Version.Manifest is null)
        {
            return new GateResult(
                Verdict.Inconclusive,
                "its bytes are kept elsewhere, so it is not known whether they are signed"
            );
        }

        var file = candidate.SignatureFiles.FirstOrDefault(file => file.Path == File);
        return file is null
                ? new GateResult(
                    Verdict.Failed,
                    $"it is not signed: there is no signature file '{File}' among its files"
                )
            : file.Problem is { } problem ? new GateResult(Verdict.Failed, $"{File} {problem}")
            : file.NotChecked is { } unknown ? new GateResult(Verdict.Inconclusive, $"{File} {unknown}")
            : !Signers.FindSigner(file, candidate.Version.CreatedAt).Try(out var signer, out var refusal)
                ? new GateResult(Verdict.Failed, $"{File} {refusal.Message}")
            : RefuseFiles(file) is { } difference ? new GateResult(Verdict.Failed, $"{File} {difference}")
            : new GateResult(
                Verdict.Passed,
                FormattableString.Invariant($"{file.Files} {(file.Files == 1 ? "file" : "files")} signed by {signer}")
            );
    }

    private string? RefuseFiles(SignatureFile file)
    {
        var unread = file.Uncovered.Count - file.Uncovered.First.Count;
        var bare = file.Uncovered.Without(name => Uncovered.Any(pattern => pattern.Matches(name)));
        return file.Changed.Count > 0 ? $"is of other bytes: {file.Changed} changed after it was signed"
            : file.Missing.Count > 0 ? $"is of more files: {file.Missing} is missing"
            : unread > 0 && bare.Count == unread
                ? FormattableString.Invariant(
                    $"leaves out so many files that {unread} of them are not compared with 'uncovered': sign them too"
                )
            : bare.Count > 0
                ? $"does not cover {bare}; sign that too, or name it under 'uncovered' where it need not be signed"
            : null;
    }
}
