using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Models;

/// <summary>A step by which a version takes over.</summary>
/// <param name="Id">Its name, said with what is reported.</param>
/// <param name="Share">The share of requests, 0 to 1, that the candidate answers.</param>
/// <param name="IsMirror">Whether the candidate is only asked too, and its answers are compared and thrown away.</param>
/// <param name="KeyHeader">The request header by which requests stay with one version; null for none.</param>
/// <param name="Number">The step's number, from 1.</param>
/// <param name="Steps">How many there are.</param>
internal sealed record SplitStep(
    string Id,
    double Share,
    bool IsMirror,
    string? KeyHeader = null,
    int Number = 1,
    int Steps = 1
);

/// <summary>The candidate beside the version that answers, and which requests it gets.</summary>
/// <param name="Step">How far it is.</param>
/// <param name="Candidate">The version that takes over step by step.</param>
/// <param name="Mirror">Asks it what the other one is asked; null where it answers itself.</param>
internal sealed record Split(SplitStep Step, ServedVersion Candidate, Mirror? Mirror)
{
    /// <summary>Whether a caller's request is answered by the candidate.</summary>
    public bool Takes(Caller caller) => !Step.IsMirror && PlaceOf(caller) < Step.Share;

    /// <summary>
    /// Where in [0, 1) a key lies for a candidate: always at the same place, so that a growing share keeps whom it had, and at
    /// another one for the next candidate, so that it is not always the same callers who try what is new.
    /// </summary>
    public static double PlaceOf(string key, string digest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{digest}\n{key}"), hash);
        // 53 bits are what a double holds exactly.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * Math.ScaleB(1, -53);
    }

    private double PlaceOf(Caller caller) =>
        Step.KeyHeader is { } header && caller.Header(header) is { Length: > 0 } key
            ? PlaceOf(key, Candidate.Digest)
            : caller.Luck;
}
