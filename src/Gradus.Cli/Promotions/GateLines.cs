using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>A gate in a line.</summary>
internal static class GateLines
{
    public static void Tell(Terminal terminal, GateDto gate, string prefix = "")
    {
        var text = $" {prefix}{Detail(gate)}{(gate.ReportOnly ? " (reported only)" : "")}";
        terminal.Line("  ", Mark(gate.Result), gate.Result is "Passed" ? text : Tone.Strong.Of(text));
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
