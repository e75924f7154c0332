using Gradus.Core.Models;
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

    /// <summary>How many requests are under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Asks the candidate too, in the background.</summary>
    /// <param name="uri">Where it was asked.</param>
    /// <param name="bind">The request's inputs for a version.</param>
    /// <param name="asked">The answer of the version that the request is answered by.</param>
    public void Ask(ModelUri uri, Func<ServedVersion, ModelInputs> bind, Task<IReadOnlyList<Tensor>?> asked)
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

        _ = Task.Run(() => AskAndCompareAsync(uri, bind, asked));
    }

    /// <summary>What is under way is given up, and not counted.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AskAndCompareAsync(
        ModelUri uri,
        Func<ServedVersion, ModelInputs> bind,
        Task<IReadOnlyList<Tensor>?> asked
    )
    {
        try
        {
            var outputs = await AskAsync(uri, bind, asked);
            if (outputs is not null && await AnswerOfAsync(asked) is { } answer)
            {
                var isSame = Agreement.Is(answer, outputs);
                _candidate.Count.NoteComparison(isSame);
                ServingMeter.NoteComparison(uri, _candidate, isSame);
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
        ModelUri uri,
        Func<ServedVersion, ModelInputs> bind,
        Task<IReadOnlyList<Tensor>?> asked
    )
    {
        try
        {
            using var arrival = _candidate.Pool.Expect();
            var began = _candidate.Count.Begin();
            var asking = _candidate.Pool.AskAsync(bind(_candidate), arrival, _stopped);
            var outputs = await ServingMeter.MeasureAsync(uri, _candidate, ServingMeter.Candidate, asking);
            if (outputs is not null)
            {
                _candidate.Count.NoteAnswer(began);
            }

            return outputs;
        }
        catch (RefusedException e)
        {
            // It does not answer what the other one answers. What neither does is the request's own fault.
            if (IsItsFault(e.Refusal) && await AnswerOfAsync(asked) is not null)
            {
                _candidate.Count.NoteFailure();
            }

            return null;
        }
    }

    private static bool IsItsFault(Refusal refusal) =>
        refusal.IsModelsFault || refusal.Status == StatusCodes.Status400BadRequest;

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
