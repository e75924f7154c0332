using Gradus.Worker.Processes;

namespace Gradus.Worker.Measuring;

/// <summary>Puts into a sentence how a measuring process came to its end without a result.</summary>
internal static class ChildExit
{
    // .NET gives 128 + n as the exit code of a process that signal n ended.
    private const int SignalBase = 128;
    private const int LastSignal = 64;
    private const int Kill = 9;

    /// <summary>The reason, from the exit code and the last line of standard error.</summary>
    public static string Reason(int exitCode, string? lastLine) =>
        (exitCode, lastLine) switch
        {
            (OwnProcess.Failed, { } line) => line,
            (SignalBase + Kill, _) =>
                "The evaluating process was killed (signal 9), most likely because the machine ran out of memory.",
            (> SignalBase and <= SignalBase + LastSignal, { } line) when OwnProcess.SaysOutOfMemory(line) =>
                $"The evaluating process ran out of memory (signal {exitCode - SignalBase}): {line}",
            (> SignalBase and <= SignalBase + LastSignal, null) =>
                $"The evaluating process died (signal {exitCode - SignalBase}).",
            (> SignalBase and <= SignalBase + LastSignal, { } line) =>
                $"The evaluating process died (signal {exitCode - SignalBase}). {line}",
            (_, null) => $"The evaluating process ended with exit code {exitCode} and said nothing.",
            (_, { } line) => $"The evaluating process ended with exit code {exitCode}: {line}",
        };
}
