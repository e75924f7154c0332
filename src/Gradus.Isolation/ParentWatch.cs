using System.Diagnostics;

namespace Gradus.Isolation;

/// <summary>
/// Looks each second whether a process is still there, and says so once when it is not. A signal on the parent's death
/// (PR_SET_PDEATHSIG) will not do: it comes when the parent's <em>thread</em> ends that started this process.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly int _process;
    private readonly bool _isParent;
    private readonly Action _gone;
    private readonly Timer _timer;

    /// <summary>Watches the process with this id.</summary>
    /// <param name="process">The process's id.</param>
    /// <param name="gone">Called when it is gone, on a thread of the pool.</param>
    public ParentWatch(int process, Action gone)
    {
        _process = process;
        _gone = gone;
        _isParent = OperatingSystem.IsLinux() && Posix.ParentProcess() == process;
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, Interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (!IsThere())
        {
            _timer.Change(Timeout.Infinite, Timeout.Infinite);
            _gone();
        }
    }

    // The parent's own number cannot be taken by another process before this one has been given a new parent.
    private bool IsThere() =>
        _isParent ? Posix.ParentProcess() == _process
        : OperatingSystem.IsLinux() ? ProcStatus.Stat(_process) is { State: not ('Z' or 'X') }
        : Process.GetProcesses().Any(process => process.Id == _process);
}
