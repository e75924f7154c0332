using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Models;

/// <summary>
/// One stable address and the version that answers at it now. The version changes in one step; requests that it has taken it
/// still answers, and the next ones go to the new one.
/// </summary>
internal sealed class ServedModel(ModelUri uri)
{
    private volatile ServedVersion? _current;
    private volatile string? _problem;

    /// <summary>What is served.</summary>
    public ModelUri Uri => uri;

    /// <summary>The version that answers; null until one is loaded.</summary>
    public ServedVersion? Current => _current;

    /// <summary>Why it is not, or perhaps not, the version that it should be; null if all is well.</summary>
    public string? Problem
    {
        get => _problem;
        set => _problem = value;
    }

    /// <summary>The version that answers.</summary>
    /// <exception cref="RefusedException">There is none yet.</exception>
    public ServedVersion Get() =>
        _current
        ?? throw new RefusedException(
            Refusal.Unavailable($"No version of {uri} is loaded yet.{(_problem is { } why ? $" {why}" : "")}")
        );

    /// <summary>From now on this version answers; returns the one that did, which has yet to be let go.</summary>
    public ServedVersion? TakeOver(ServedVersion next)
    {
        _problem = null;
        return Interlocked.Exchange(ref _current, next);
    }

    /// <summary>Nothing is served any more; returns the version that was.</summary>
    public ServedVersion? Leave() => Interlocked.Exchange(ref _current, null);

    /// <summary>Asks the version that answers now, and its successor if it goes while this happens.</summary>
    /// <param name="arrival">The request's announcement, which is over once it waits for its turn.</param>
    /// <param name="bind">The request's inputs for a version.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="RefusedException">There is no answer.</exception>
    public async Task<Prediction> AskAsync(
        IDisposable arrival,
        Func<ServedVersion, ModelInputs> bind,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var version = Get();
            var inputs = bind(version);
            if (await version.Pool.AskAsync(inputs, arrival, cancellationToken) is { } outputs)
            {
                return new Prediction(version, inputs.Rows, outputs);
            }
        }
    }
}

/// <summary>What a version said.</summary>
/// <param name="Version">Which one.</param>
/// <param name="Rows">To how many examples.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record Prediction(ServedVersion Version, int Rows, IReadOnlyList<Tensor> Outputs);
