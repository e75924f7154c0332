using System.Diagnostics;
using System.Text.Json;
using Gradus.Isolation;
using Gradus.Serving.Hosts;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Pools;

/// <summary>
/// A model process under watch, asked by one thread at a time. What it takes too long for ends it. When this is disposed, the
/// process is gone.
/// </summary>
internal sealed class ModelProcess : IDisposable
{
    // .NET gives 128 + n as the exit code of a process that signal n ended.
    private const int SignalBase = 128;

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly OutputTail _errors = new();
    private readonly Task _reading;
    private readonly Timer _watchdog;
    private volatile bool _isLate;
    private bool _hasFailed;
    private bool _isDisposed;

    private ModelProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        _reading = _errors.ReadAsync(process.StandardError);
        _watchdog = new Timer(_ => EndLate());
    }

    /// <summary>What the model takes and gives.</summary>
    public ModelForm Form { get; private set; } = new([], []);

    /// <summary>Whether it answers no more: it has ended, or is about to.</summary>
    public bool IsGone => _hasFailed || _isDisposed || _process.HasExited;

    /// <summary>Its id.</summary>
    public int Id { get; }

    /// <summary>Starts a process and waits until its model is loaded and warm.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="exited">Called when it ends, whyever.</param>
    /// <param name="cancellationToken">Ends it before it is ready.</param>
    /// <exception cref="ModelDiedException">It did not get so far.</exception>
    public static ModelProcess Start(
        ChildCommand command,
        string path,
        PoolOptions options,
        Action exited,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetDirectoryName(path)!;
        var process = command.Start(options.Process.Arguments(path), folder, options.Process.MemoryBytes);
        var started = new ModelProcess(process);
        using var cancellation = cancellationToken.Register(started.Kill);
        try
        {
            process.EnableRaisingEvents = true;
            process.Exited += (_, _) => exited();
            started.Form = started.ReadForm(options.LoadTimeout);
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model on one batch.</summary>
    /// <exception cref="ModelRefusedException">The model does not take these inputs.</exception>
    /// <exception cref="ModelDiedException">The process ended, or was ended because it took too long.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, TimeSpan timeout) =>
        Exchange(
            timeout,
            () =>
            {
                TensorFrames.Write(_process.StandardInput.BaseStream, FrameKind.Inputs, inputs);
                var (kind, content) = Frame.Read(_process.StandardOutput.BaseStream);
                return kind switch
                {
                    FrameKind.Outputs => TensorFrames.Read(content),
                    FrameKind.Refused => throw new ModelRefusedException(Frame.TextOf(content)),
                    _ => throw new InvalidDataException($"A frame of kind {kind}."),
                };
            }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Kill();
        _process.WaitForExit(ExitTimeout);
        _watchdog.Dispose();
        _process.Dispose();
    }

    private ModelForm ReadForm(TimeSpan timeout) =>
        Exchange(
            timeout,
            () =>
            {
                var (kind, content) = Frame.Read(_process.StandardOutput.BaseStream);
                return kind switch
                {
                    FrameKind.Ready => JsonSerializer.Deserialize(content.Span, HostJson.Default.ModelForm)!,
                    FrameKind.Unusable => throw new ModelDiedException(Frame.TextOf(content), isLate: false),
                    _ => throw new InvalidDataException($"A frame of kind {kind}."),
                };
            }
        );

    private T Exchange<T>(TimeSpan timeout, Func<T> exchange)
    {
        _watchdog.Change(timeout, Timeout.InfiniteTimeSpan);
        try
        {
            return exchange();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException)
        {
            _hasFailed = true;
            throw new ModelDiedException(Reason(timeout), _isLate);
        }
        finally
        {
            _watchdog.Change(Timeout.Infinite, Timeout.Infinite);
        }
    }

    private string Reason(TimeSpan timeout)
    {
        Kill();
        _process.WaitForExit(ExitTimeout);
        if (_isLate)
        {
            return $"The model's process was ended: it gave no answer within {timeout.TotalSeconds:0.###} s.";
        }

        _reading.Wait(ExitTimeout);
        var end =
            _process.ExitCode > SignalBase
                ? $"signal {_process.ExitCode - SignalBase}"
                : $"exit code {_process.ExitCode}";
        return _errors.LastLine() is { } line
            ? $"The model's process died ({end}): {line}"
            : $"The model's process died ({end}).";
    }

    private void EndLate()
    {
        _isLate = true;
        Kill();
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }
    }
}

/// <summary>The model does not take these inputs; the message is the runtime's.</summary>
internal sealed class ModelRefusedException(string message) : Exception(message);

/// <summary>A model process ended, or never got ready; the message is one sentence.</summary>
/// <param name="message">Why.</param>
/// <param name="isLate">Whether it was ended because it took too long.</param>
internal sealed class ModelDiedException(string message, bool isLate) : Exception(message)
{
    /// <summary>Whether it was ended because it took too long.</summary>
    public bool IsLate { get; } = isLate;
}
