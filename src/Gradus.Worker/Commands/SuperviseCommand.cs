using System.Runtime.InteropServices;
using System.Text.Json;
using Gradus.Isolation;
using Gradus.Worker.Limits;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Commands;

/// <summary>
/// The supervising process: starts one test command in a session of its own, watches its time and the memory of all that it
/// starts, and ends all of it when the command ends, when a limit is passed, or when the agent is gone. It takes in orphans,
/// so that nothing can leave it. The command writes to this process's output; this process writes only to its errors.
/// Linux only.
/// </summary>
internal static class SuperviseCommand
{
    private const int NoSuchFile = 2;
    private const int NoProgram = 8;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ClearTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Carries out the job in one file and leaves how it ended in another. 0: there is an end.</summary>
    public static int Run(string jobPath, string endPath)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobPath), CommandJson.Default.CommandJob)!;
        _ = Posix.StartSession();
        if (!Posix.TakeInOrphans())
        {
            Console.Error.WriteLine("This system does not let a process take in orphans.");
            return 1;
        }

        using var agentGone = new ManualResetEventSlim();
        WatchAgent(agentGone);
        OwnLimits.GiveWay();
        Posix.KeepOpenFiles();
        var command = SpawnedProcess.TryStart(job.Program, job.Arguments, job.Environment, out var errno);
        var end = command is null
            ? new CommandEnd(Stopped: NotStarted(job.Arguments[0], errno))
            : Watch(command, job, agentGone);
        Clear(command);
        if (agentGone.IsSet)
        {
            // Nobody wants to know, and the folder may be another's to remove.
            return 1;
        }

        Write(endPath, end);
        return 0;
    }

    // The agent holds the other end of the input and never writes: its end is the agent's.
    private static void WatchAgent(ManualResetEventSlim gone)
    {
        var watch = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
                // Nobody writes; whatever it was, it is not the end.
            }

            gone.Set();
        })
        {
            IsBackground = true,
        };
        watch.Start();
    }

    private static CommandEnd Watch(SpawnedProcess command, CommandJob job, ManualResetEventSlim agentGone)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            if (command.Ended() is { } end)
            {
                // Between two looks it may have had too much, and a program whose memory is refused exits as it likes.
                return end.PeakResident > job.MemoryBytes
                    ? TooMuch(end.PeakResident, job.MemoryBytes)
                    : new CommandEnd(end.ExitCode, end.Signal);
            }

            if (clock.GetElapsedTime(began).TotalSeconds >= job.TimeoutSeconds)
            {
                return new CommandEnd(
                    Stopped: $"The command was ended after {job.TimeoutSeconds} s without finishing."
                );
            }

            var looked = clock.GetTimestamp();
            if (MemoryInUse(job.MemoryBytes) is var memory && memory > job.MemoryBytes)
            {
                return TooMuch(memory, job.MemoryBytes);
            }

            // Where there are many processes a look takes time; no more than a tenth of it is spent so.
            var pause = 9 * clock.GetElapsedTime(looked);
            if (agentGone.Wait(pause > Look ? pause : Look))
            {
                return new CommandEnd(Stopped: "The worker was stopped.");
            }
        }
    }

    private static CommandEnd TooMuch(long memory, long limit) =>
        new(
            Stopped: $"The command was ended at {ByteSize.Format(memory)} of memory, all its processes together; the limit is {ByteSize.Format(limit)}."
        );

    // Between two looks a process may have had more than now.
    private static long MemoryInUse(long limit)
    {
        var processes = ProcessTree.Under(Environment.ProcessId);
        var peak = processes.Select(id => ProcStatus.PeakResident(id) ?? 0).DefaultIfEmpty().Max();
        return Math.Max(peak, ProcessTree.Resident(processes, limit));
    }

    private static void Clear(SpawnedProcess? command)
    {
        if (command is not null)
        {
            _ = Posix.Kill(-command.Id);
        }

        var began = TimeProvider.System.GetTimestamp();
        while (
            ProcessTree.Under(Environment.ProcessId) is { Count: > 0 } left
            && TimeProvider.System.GetElapsedTime(began) < ClearTimeout
        )
        {
            foreach (var process in left)
            {
                _ = Posix.Kill(process);
            }

            SpawnedProcess.Reap();
            Thread.Sleep(1);
        }
    }

    private static string NotStarted(string program, int errno) =>
        $"The program '{program}' could not be started: "
        + errno switch
        {
            NoSuchFile => "the interpreter that its first line names does not exist.",
            NoProgram => "it is neither an executable nor a script whose first line names its interpreter.",
            _ => $"{Marshal.GetPInvokeErrorMessage(errno)}.",
        };

    // The command could have put anything in this place.
    private static void Write(string path, CommandEnd end)
    {
        File.Delete(path);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(file, end, CommandJson.Default.CommandEnd);
    }
}
