using Gradus.Serving.Inputs;
using Gradus.Serving.Models;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Traffic;

/// <summary>
/// Asks a candidate what the version that answers is asked, and compares. Whatever the candidate does, nobody waits for it, and
/// beyond a number of requests under way it is not asked.
/// </summary>
internal sealed class Mirror : IDisposable
{
    private const int MostUnderWay = 64;

    private readonly ServedVersion _candidate;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private int _underWay;

    /// <summary>Begins to ask a candidate.</summary>
    public Mirror(ServedVersion candidate)
    {
        _candidate = candidate;
        _stopped = _stop.Token;
    }

    /// <summary>Asks the candidate too, in the background.</summary>
    /// <param name="bind">The request's inputs for a version.</param>
    /// <param name="asked">The answer of the version that the request is answered by.</param>
    public void Ask(Func<ServedVersion, ModelInputs> bind, Task<IReadOnlyList<Tensor>?> asked)
    {
        if (
            asked.IsFaulted
            || asked is { IsCompletedSuccessfully: true, Result: null }
            || _stopped.IsCancellationRequested
        )
        {
            return;
        }

        if (Interlocked.Increment(ref _underWay) > MostUnderWay)
        {
            Interlocked.Decrement(ref _underWay);
            return;
        }

        _ = Task.Run(() => AskAndCompareAsync(bind, asked));
    }

    /// <summary>What is under way is given up, and not counted.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AskAndCompareAsync(Func<ServedVersion, ModelInputs> bind, Task<IReadOnlyList<Tensor>?> asked)
    {
        try
        {
            var outputs = await AskAsync(bind, asked);
            if (outputs is not null && await AnswerOfAsync(asked) is { } answer)
            {
                _candidate.Count.NoteComparison(Agreement.Is(answer, outputs));
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The step is over.
        }
#pragma warning disable CA1031 // Nobody is there whom it could be told; that it failed is counted.
        catch (Exception)
#pragma warning restore CA1031
        {
            _candidate.Count.NoteFailure();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    // Null if it did not answer.
    private async Task<IReadOnlyList<Tensor>?> AskAsync(
        Func<ServedVersion, ModelInputs> bind,
        Task<IReadOnlyList<Tensor>?> asked
    )
    {
        try
        {
            using var arrival = _candidate.Pool.Expect();
            return await _candidate.AskAsync(bind(_candidate), arrival, _stopped);
        }
        catch (RefusedException e)
        {
            // It does not take what the other one takes. What neither takes is the request's own fault.
            if (e.Refusal.Status == StatusCodes.Status400BadRequest && await AnswerOfAsync(asked) is not null)
            {
                _candidate.Count.NoteFailure();
            }

            return null;
        }
    }

    private static async Task<IReadOnlyList<Tensor>?> AnswerOfAsync(Task<IReadOnlyList<Tensor>?> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception e) when (e is RefusedException or OperationCanceledException)
        {
            return null;
        }
    }
}
