using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Gradus.Core.Faults;

namespace Gradus.Failpoints;

/// <summary>
/// A trap at one failpoint, which a file describes while it is set: the failpoint's name, "kill" or "fail", and how often it is
/// passed before. The file is gone once the trap has snapped. Without the file nothing happens, but that a second one, beside it,
/// names what has been passed.
/// </summary>
internal sealed class Trap(string file)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Failpoint, bool> _known = [];
    private int _passed;

    /// <summary>Something passes.</summary>
    /// <exception cref="IOException">It fails there.</exception>
    public void Pass(Failpoint failpoint)
    {
        if (_known.TryAdd(failpoint, true))
        {
            Note(failpoint);
        }

        if (File.Exists(file))
        {
            Look(failpoint);
        }
    }

    private void Note(Failpoint failpoint)
    {
        lock (_lock)
        {
            File.AppendAllText(file + ".passed", failpoint + "\n");
        }
    }

    private void Look(Failpoint failpoint)
    {
        lock (_lock)
        {
            if (
                !File.Exists(file)
                || File.ReadAllText(file).Split(' ') is not [var name, var how, var before]
                || name != failpoint.ToString()
                || _passed++ < int.Parse(before, CultureInfo.InvariantCulture)
            )
            {
                return;
            }

            _passed = 0;
            File.Delete(file);
            if (how == "fail")
            {
                throw new IOException($"The trap at {failpoint} has snapped.");
            }

            // Nothing that any thread does comes after.
            using var own = Process.GetCurrentProcess();
            own.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
