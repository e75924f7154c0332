using Gradus.Serving.Inputs;
using Gradus.Serving.Pools;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Models;

/// <summary>Which version it is.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Digest">The digest of its manifest, "sha256:…".</param>
internal readonly record struct VersionKey(int Number, string Digest);

/// <summary>A version that is loaded and answers.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Pool">Its processes.</param>
/// <param name="Binding">How requests become its inputs.</param>
/// <param name="Since">When it took over, or began to answer beside another one.</param>
/// <param name="Count">How it has answered in the part that it has now; with another part it gets another count.</param>
internal sealed record ServedVersion(
    VersionKey Key,
    ModelPool Pool,
    InputBinding Binding,
    DateTimeOffset Since,
    TrafficCount Count
)
{
    /// <summary>Its number.</summary>
    public int Number => Key.Number;

    /// <summary>The digest of its manifest.</summary>
    public string Digest => Key.Digest;

    /// <summary>Asks it, and counts how it answers. Null if it is on its way out.</summary>
    /// <param name="inputs">What goes in.</param>
    /// <param name="arrival">The request's announcement, which is over once it waits for its turn.</param>
    /// <param name="cancellationToken">The caller has gone, which is nobody's fault and not counted.</param>
    /// <exception cref="RefusedException">There is no answer.</exception>
    public async Task<IReadOnlyList<Tensor>?> AskAsync(
        ModelInputs inputs,
        IDisposable arrival,
        CancellationToken cancellationToken
    )
    {
        var began = Count.Begin();
        try
        {
            var outputs = await Pool.AskAsync(inputs, arrival, cancellationToken);
            if (outputs is not null)
            {
                Count.NoteAnswer(began);
            }

            return outputs;
        }
        catch (RefusedException e) when (e.Refusal.IsModelsFault)
        {
            Count.NoteFailure();
            throw;
        }
    }
}
