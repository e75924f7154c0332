using System.Runtime.InteropServices;

namespace Gradus.Worker.Processes;

/// <summary>
/// A process started through posix_spawn(3), which can do what <see cref="System.Diagnostics.Process"/> cannot: a session
/// and group of its own, both outputs into one pipe, and the true difference between an exit code and a signal. Linux only.
/// </summary>
internal sealed class SpawnedProcess
{
    private const int NoHang = 1;

    // <spawn.h>
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // More than the C libraries' opaque types need: 336 bytes at most in glibc and musl.
    private const int OpaqueBytes = 1024;

    private SpawnedProcess(int id) => Id = id;

    /// <summary>The process's id, which is its group's and its session's too.</summary>
    public int Id { get; }

    /// <summary>
    /// Starts a program in this process's folder. It has no input; its errors go where its output goes, which is where this
    /// process's goes; every signal does what it does by default.
    /// </summary>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">The name it is called by, and its arguments.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="errno">Why it did not start.</param>
    public static SpawnedProcess? TryStart(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        out int errno
    )
    {
        using var memory = new NativeMemory();
        var actions = memory.Zeroed(OpaqueBytes);
        var attributes = memory.Zeroed(OpaqueBytes);
        Prepare(actions, attributes, memory.Zeroed(OpaqueBytes));
        errno = PosixSpawn.Spawn(
            out var id,
            path,
            actions,
            attributes,
            memory.Texts(arguments),
            memory.Texts(environment.Select(variable => $"{variable.Key}={variable.Value}"))
        );
        _ = PosixSpawn.DestroyActions(actions);
        _ = PosixSpawn.DestroyAttributes(attributes);
        return errno == 0 ? new SpawnedProcess(id) : null;
    }

    /// <summary>How it ended; null while it runs. To be asked until it answers, and not again.</summary>
    public ProcessEnd? Ended()
    {
        if (PosixSpawn.WaitAndMeasure(Id, out var status, NoHang, out var usage) != Id)
        {
            return null;
        }

        var signal = status & 0x7f;
        var peak = usage.MaxResident * 1024;
        return signal == 0 ? new ProcessEnd((status >> 8) & 0xff, null, peak) : new ProcessEnd(null, signal, peak);
    }

    /// <summary>Waits for those children that have ended, so that the kernel forgets them.</summary>
    public static void Reap()
    {
        while (PosixSpawn.Wait(-1, out _, NoHang) > 0)
        {
            // The next one.
        }
    }

    private static void Prepare(nint actions, nint attributes, nint signals)
    {
        Check(PosixSpawn.InitActions(actions));
        Check(PosixSpawn.AddOpen(actions, 0, "/dev/null", 0, 0));
        Check(PosixSpawn.AddDuplicate(actions, 1, 2));
        Check(PosixSpawn.InitAttributes(attributes));
        Check(PosixSpawn.EmptySignals(signals));
        Check(PosixSpawn.SetMask(attributes, signals));
        Check(PosixSpawn.FillSignals(signals));
        Check(PosixSpawn.SetDefaults(attributes, signals));
        Check(PosixSpawn.SetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession));
    }

    private static void Check(int errno)
    {
        if (errno != 0)
        {
            throw new InvalidOperationException(
                $"posix_spawn cannot be prepared: {Marshal.GetPInvokeErrorMessage(errno)}"
            );
        }
    }

    /// <summary>Memory for one call, given back afterwards.</summary>
    private sealed class NativeMemory : IDisposable
    {
        private readonly List<nint> _taken = [];

        public nint Zeroed(int bytes)
        {
            var memory = Marshal.AllocCoTaskMem(bytes);
            _taken.Add(memory);
            for (var i = 0; i < bytes; i++)
            {
                Marshal.WriteByte(memory, i, 0);
            }

            return memory;
        }

        // An array of C strings that ends with a null pointer.
        public nint Texts(IEnumerable<string> texts)
        {
            var pointers = texts.Select(Text).ToList();
            var array = Zeroed((pointers.Count + 1) * nint.Size);
            for (var i = 0; i < pointers.Count; i++)
            {
                Marshal.WriteIntPtr(array, i * nint.Size, pointers[i]);
            }

            return array;
        }

        public void Dispose() => _taken.ForEach(Marshal.FreeCoTaskMem);

        private nint Text(string text)
        {
            var memory = Marshal.StringToCoTaskMemUTF8(text);
            _taken.Add(memory);
            return memory;
        }
    }
}

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">What it exited with; null if a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null if it exited.</param>
/// <param name="PeakResident">The most resident memory that it, or any process it waited for, has had, in bytes.</param>
internal sealed record ProcessEnd(int? ExitCode, int? Signal, long PeakResident);
