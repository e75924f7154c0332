using Gradus.Isolation;
using Gradus.Serving.Inputs;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Pools;

/// <summary>The processes of one version and the queue before them.</summary>
internal sealed class ModelPool : IAsyncDisposable
{
    private readonly CallQueue _queue;
    private readonly PoolOptions _options;
    private readonly IReadOnlyList<Seat> _seats;
    private readonly Task _serving;

    private ModelPool(IReadOnlyList<Seat> seats, PoolOptions options)
    {
        _seats = seats;
        _options = options;
        Form = seats[0].Form;
        _queue = new CallQueue(options, Form.IsBatchable);
        _serving = Task.WhenAll(seats.Select(seat => seat.ServeAsync(_queue)));
    }

    /// <summary>What the model takes and gives.</summary>
    public ModelForm Form { get; }

    /// <summary>How many requests wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>The processes' ids.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _seats.Select(seat => seat.ProcessId)];

    /// <summary>Starts all processes of a model and waits until each has loaded it and run it once.</summary>
    /// <exception cref="ModelDiedException">One of them did not get so far; none is left.</exception>
    public static async Task<ModelPool> StartAsync(
        string path,
        PoolOptions options,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var command = ChildCommand.Of(typeof(ModelPool).Assembly);
        var starts = Enumerable
            .Range(0, options.Processes)
            .Select(_ => Seat.TakeAsync(command, path, options, logger, cancellationToken))
            .ToList();
        try
        {
            var seats = await Task.WhenAll(starts);
            cancellationToken.ThrowIfCancellationRequested();
            return new ModelPool(seats, options);
        }
        catch
        {
            foreach (var start in starts.Where(start => start.IsCompletedSuccessfully))
            {
                (await start).Leave();
            }

            throw;
        }
    }

    /// <summary>A request for this version is being read.</summary>
    public IDisposable Expect() => _queue.Expect();

    /// <summary>
    /// Asks the model. Null if the version is on its way out, so that the one that took over is to be asked.
    /// </summary>
    /// <param name="inputs">What goes in.</param>
    /// <param name="arrival">The request's announcement (<see cref="Expect"/>), which is over once it waits for its turn.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="RefusedException">There is no answer.</exception>
    public async Task<IReadOnlyList<Tensor>?> AskAsync(
        ModelInputs inputs,
        IDisposable arrival,
        CancellationToken cancellationToken
    )
    {
        var call = new Call(inputs.Tensors, inputs.Rows);
        var queued = _queue.Add(call);
        arrival.Dispose();
        switch (queued)
        {
            case Queued.Closed:
                return null;
            case Queued.Full:
                throw new RefusedException(Refusal.Busy(_options.QueueLimit));
        }

        try
        {
            return await call.Answer.WaitAsync(_options.Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RefusedException(
                Refusal.TimedOut($"There was no answer within {_options.Patience.TotalSeconds:0.###} s.")
            );
        }
        finally
        {
            call.Abandon();
        }
    }

    /// <summary>Takes no more requests, answers those that wait, and ends the processes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _serving;
    }
}
