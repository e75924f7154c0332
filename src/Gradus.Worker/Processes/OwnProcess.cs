using System.Diagnostics;
using Gradus.Isolation;
using Gradus.Worker.Limits;

namespace Gradus.Worker.Processes;

/// <summary>
/// What every process does that the agent started for a piece of work: it limits its own memory, ends with the agent, and says on its
/// last line of standard error what went wrong.
/// </summary>
internal static class OwnProcess
{
    /// <summary>It failed; the reason is the last line of standard error.</summary>
    public const int Failed = 1;

    // What C++ and ONNX Runtime say when an allocation is refused.
    private static readonly string[] OutOfMemory =
    [
        "bad_alloc",
        "bad allocation",
        "Failed to allocate memory",
        "out of memory",
    ];

    /// <summary>Does the work, and answers the exit code: the work's own, or <see cref="Failed"/>.</summary>
    /// <param name="agent">The process that watches; without it this one ends.</param>
    /// <param name="memoryBytes">How much memory this one may take.</param>
    /// <param name="work">The work.</param>
    public static int Run(int agent, long memoryBytes, Func<int> work)
    {
        using var watch = new ParentWatch(agent, () => Process.GetCurrentProcess().Kill());
        OwnLimits.Apply(memoryBytes);
        try
        {
            return work();
        }
#pragma warning disable CA1031 // Whatever it was, the agent is told in one line.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(Explain(e, memoryBytes));
            return Failed;
        }
    }

    /// <summary>Whether a message of the runtime's means that memory was refused.</summary>
    public static bool SaysOutOfMemory(string message) =>
        OutOfMemory.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static string Explain(Exception exception, long memoryBytes)
    {
        var message = exception.Message.ReplaceLineEndings(" ");
        return exception is OutOfMemoryException || SaysOutOfMemory(message)
            ? $"Evaluation needs more memory than the limit of {ByteSize.Format(memoryBytes)}: {message}"
            : message;
    }
}
