using System.ComponentModel;
using Gradus.Isolation;
using Gradus.Serving.Hosting;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Pools;

/// <summary>
/// The place of one model process in a pool, with the thread that asks it. A process that dies is replaced, the sooner the
/// less often it happened. The first process decides whether the version can be served at all.
/// </summary>
internal sealed class Seat
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    // A call that a process died over is tried once more, alone.
    private const int MostDeaths = 2;

    private readonly string _path;
    private readonly ChildCommand _command;
    private readonly PoolOptions _options;
    private readonly ILogger _logger;
    private CallQueue? _queue;
    private ModelProcess _process;
    private int _failures;

    private Seat(ChildCommand command, string path, PoolOptions options, ILogger logger, CancellationToken ct)
    {
        _command = command;
        _path = path;
        _options = options;
        _logger = logger;
        _process = Start(ct);
    }

    /// <summary>What the model takes and gives.</summary>
    public ModelForm Form => _process.Form;

    /// <summary>The process that has the seat now.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <exception cref="ModelDiedException">It did not get so far.</exception>
    public static Task<Seat> TakeAsync(
        ChildCommand command,
        string path,
        PoolOptions options,
        ILogger logger,
        CancellationToken cancellationToken
    ) =>
        Task.Factory.StartNew(
            () => new Seat(command, path, options, logger, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    /// <summary>Answers calls until the queue is closed and empty.</summary>
    public Task ServeAsync(CallQueue queue)
    {
        _queue = queue;
        return Task.Factory.StartNew(
            Serve,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>Ends the process of a seat that does not serve.</summary>
    public void Leave() => _process.Dispose();

    private void Serve()
    {
        try
        {
            while (_queue!.Take(() => _process.IsGone) is { } calls)
            {
                if (!_process.IsGone)
                {
                    Answer(calls);
                    continue;
                }

                PutBack(calls);
                if (!Replace())
                {
                    break;
                }
            }
        }
        finally
        {
            _process.Dispose();
        }
    }

    private void Answer(IReadOnlyList<Call> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        try
        {
            var rows = calls.Sum(call => call.Rows);
            var outputs = _process.Run(Join(calls), _options.Timeout);
            _failures = 0;
            if (Form.Problem(outputs, rows) is not { } problem)
            {
                HandOut(calls, outputs);
            }
            else if (calls.Count == 1)
            {
                calls[0].Refuse(Refusal.WrongAnswer(problem));
            }
            else
            {
                AnswerEach(calls);
            }
        }
        catch (ModelRefusedException e) when (calls.Count == 1)
        {
            calls[0].Refuse(Refusal.BadInput($"The model does not take this input: {e.Message}"));
        }
        catch (ModelRefusedException)
        {
            AnswerEach(calls);
        }
        catch (ModelDiedException e)
        {
            _logger.ProcessDied(e.Message);
            foreach (var call in calls.Reverse())
            {
                TryAgain(call, e, wasAlone: calls.Count == 1);
            }
        }
#pragma warning disable CA1031 // A bug ends here: its callers are told, and the seat starts afresh.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.AskFailed(e);
            _process.Dispose();
            foreach (var call in calls)
            {
                call.Refuse(Refusal.Bug);
            }
        }
    }

    // One of them spoils it for the others.
    private void AnswerEach(IReadOnlyList<Call> calls)
    {
        foreach (var (i, call) in calls.Index())
        {
            if (_process.IsGone)
            {
                PutBack([.. calls.Skip(i)]);
                return;
            }

            Answer([call]);
        }
    }

    private void TryAgain(Call call, ModelDiedException death, bool wasAlone)
    {
        call.NoteDeath();
        if (wasAlone && death.IsLate)
        {
            call.Refuse(Refusal.TimedOut(death.Message));
        }
        else if (call.Deaths >= MostDeaths)
        {
            call.Refuse(death.IsLate ? Refusal.TimedOut(death.Message) : Refusal.Died(death.Message));
        }
        else
        {
            _queue!.PutBack(call);
        }
    }

    // Meanwhile another seat may take them.
    private void PutBack(IReadOnlyList<Call> calls)
    {
        foreach (var call in calls.Reverse())
        {
            _queue!.PutBack(call);
        }
    }

    // False if nobody needs the seat any more.
    private bool Replace()
    {
        while (!_queue!.WaitForEnd(NextDelay()))
        {
            try
            {
                _process.Dispose();
                _process = Start(CancellationToken.None);
                return true;
            }
            catch (Exception e) when (e is ModelDiedException or IOException or Win32Exception)
            {
                _logger.ProcessDied(e.Message);
            }
        }

        return false;
    }

    private ModelProcess Start(CancellationToken ct) =>
        ModelProcess.Start(_command, _path, _options, () => _queue?.Wake(), ct);

    // The first replacement comes at once.
    private TimeSpan NextDelay()
    {
        var failures = _failures++;
        var delay = failures == 0 ? TimeSpan.Zero : FirstDelay * Math.Pow(2, Math.Min(failures - 1, 20));
        return delay < LongestDelay ? delay : LongestDelay;
    }

    private static IReadOnlyList<Tensor> Join(IReadOnlyList<Call> calls) =>
        calls.Count == 1
            ? calls[0].Inputs
            : [.. calls[0].Inputs.Select((_, i) => Tensor.Join([.. calls.Select(call => call.Inputs[i])]))];

    private static void HandOut(IReadOnlyList<Call> calls, IReadOnlyList<Tensor> outputs)
    {
        if (calls.Count == 1)
        {
            calls[0].Complete(outputs);
            return;
        }

        var start = 0;
        foreach (var call in calls)
        {
            var from = start;
            call.Complete([.. outputs.Select(output => output.Rows(from, call.Rows))]);
            start += call.Rows;
        }
    }
}
