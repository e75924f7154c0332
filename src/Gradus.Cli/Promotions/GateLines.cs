using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>A gate in a line.</summary>
internal static class GateLines
{
    /// <summary>What stands behind something that hinders nothing.</summary>
    public const string ToldOnly = " (reported only)";

    /// <param name="terminal">Where to.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="prefix">What stands before it.</param>
    /// <param name="remark">What stands behind it, in small letters.</param>
    public static void Tell(Terminal terminal, GateDto gate, string prefix = "", string remark = "")
    {
        var text = $" {prefix}{Detail(gate)}{(gate.ReportOnly ? ToldOnly : "")}";
        terminal.Line(
            "  ",
            Mark(gate.Result),
            gate.Result is "Passed" ? text : Tone.Strong.Of(text),
            Tone.Faint.Of(remark)
        );
    }

    private static Piece Mark(string? result) =>
        result switch
        {
            "Passed" or "Waived" => Tone.Good.Of("✓"),
            "Skipped" => Tone.Faint.Of("–"),
            "Inconclusive" => Tone.Doubtful.Of("?"),
            null => Tone.Doubtful.Of("…"),
            // It could not be judged, which is not a no.
            "Error" => Tone.Bad.Of("!"),
            _ => Tone.Bad.Of("✗"),
        };

    // A threshold's message names its metric and its bound already.
    private static string Detail(GateDto gate) =>
        gate.Bound is null && !gate.Message.StartsWith($"{gate.Name}:", StringComparison.Ordinal)
            ? $"{gate.Name}: {gate.Message}"
            : gate.Message;
}
