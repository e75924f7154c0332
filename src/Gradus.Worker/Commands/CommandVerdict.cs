using Gradus.Core.Gates;
using Gradus.Isolation;
using Gradus.Worker.Files;
using Gradus.Worker.Verdicts;

namespace Gradus.Worker.Commands;

/// <summary>Makes a judgement of how a command ended and of the report it left. Where the two differ, the worse counts.</summary>
internal static class CommandVerdict
{
    /// <summary>The report that test runners write as XML.</summary>
    public const string JUnit = "junit";

    /// <summary>The report that says a verdict in JSON.</summary>
    public const string Json = "json";

    private const int MaxJUnitBytes = 8 << 20;
    private const int MaxJsonBytes = 1 << 20;

    /// <summary>The judgement.</summary>
    /// <param name="end">How the command ended.</param>
    /// <param name="report"><see cref="JUnit"/>, <see cref="Json"/>, or null if none was promised.</param>
    /// <param name="reportPath">Where the report should be.</param>
    /// <param name="output">What it wrote.</param>
    public static Judgement Of(CommandEnd end, string? report, string reportPath, OutputTail output)
    {
        var byExit = OfEnd(end, output.LastLine());
        if (report is null || byExit.Verdict == Verdict.Error)
        {
            return byExit;
        }

        var read = report switch
        {
            JUnit => ForeignFile.Read(reportPath, MaxJUnitBytes).Then(JUnitReport.Read),
            Json => ForeignFile.Read(reportPath, MaxJsonBytes).Then(bytes => JsonVerdict.Read(bytes)),
            _ => Core.Errors.Error.Invalid($"is of the kind '{report}', which this worker does not know"),
        };
        return read.Try(out var byReport, out var error)
            ? Worse(byExit, byReport, end.ExitCode!.Value)
            : Judgement.Of(
                Verdict.Error,
                $"The report at REPORT_PATH {error.Message}; the command ended with {SayEnd(byExit, end)}."
            );
    }

    private static Judgement OfEnd(CommandEnd end, string? lastLine) =>
        end switch
        {
            { Stopped: { } why } => Judgement.Of(Verdict.Error, why),
            { ExitCode: 0 } => Judgement.Of(Verdict.Passed, null),
            { ExitCode: 1 } => Judgement.Of(Verdict.Failed, Say("exit code 1", lastLine)),
            { ExitCode: 2 } => Judgement.Of(Verdict.Inconclusive, Say("exit code 2", lastLine)),
            { ExitCode: { } other } => Judgement.Of(
                Verdict.Error,
                Say($"The command ended with exit code {other}, which is no verdict", lastLine)
            ),
            { Signal: { } signal } => Judgement.Of(
                Verdict.Error,
                Say($"The command died of signal {signal}{Guess(signal)}", lastLine)
            ),
            _ => Judgement.Of(Verdict.Error, "The command's end is unknown."),
        };

    private static Judgement Worse(Judgement byExit, Judgement byReport, int exitCode) =>
        (byExit.Weight - byReport.Weight) switch
        {
            0 => byReport,
            > 0 => byReport with
            {
                Verdict = byExit.Verdict,
                Reason = $"{byExit.Reason} (the report says {byReport.Word}{Because(byReport.Reason)})",
            },
            _ => byReport with
            {
                Reason =
                    $"{byReport.Reason ?? $"the report says {byReport.Word}"} (exit code {exitCode} says {byExit.Word})",
            },
        };

    private static string SayEnd(Judgement byExit, CommandEnd end) => byExit.Reason ?? $"exit code {end.ExitCode}";

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";

    private static string Guess(int signal) =>
        signal == 9 ? " (killed), perhaps because the machine ran out of memory" : "";

    private static string Say(string what, string? lastLine) => lastLine is null ? what : $"{what}: {lastLine}";
}
