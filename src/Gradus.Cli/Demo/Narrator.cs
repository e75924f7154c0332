using Gradus.Cli.Screen;

namespace Gradus.Cli.Demo;

/// <summary>Tells the demo's story in numbered steps.</summary>
/// <param name="terminal">Who listens.</param>
/// <param name="program">How the reader would call this program.</param>
internal sealed class Narrator(Terminal terminal, string program)
{
    private int _step;

    /// <summary>What the story is about.</summary>
    public void Title(string title, string subtitle)
    {
        terminal.Line();
        terminal.Line(Tone.Heading.Of(title));
        terminal.Line(Tone.Faint.Of(subtitle));
    }

    /// <summary>The next step.</summary>
    public void Step(string what)
    {
        terminal.Line();
        terminal.Line(Tone.Heading.Of($"{++_step}. "), Tone.Strong.Of(what));
    }

    /// <summary>A sentence about it.</summary>
    public void Say(string sentence) => terminal.Line($"   {sentence}");

    /// <summary>The command that the reader would type for what happens next.</summary>
    public void Command(string line, string prefix = "") =>
        terminal.Line(Tone.Faint.Of("   $ "), Tone.Strong.Of($"{prefix}{program} {line}"));

    /// <summary>Commands to try, with what they do.</summary>
    public void TryNext(params ReadOnlySpan<(string Line, string Why)> commands)
    {
        terminal.Line();
        terminal.Line(Tone.Heading.Of("What to try next"));
        foreach (var (line, why) in commands)
        {
            terminal.Line(Tone.Faint.Of($"   # {why}"));
            terminal.Line($"   {program} {line}");
        }
    }
}
