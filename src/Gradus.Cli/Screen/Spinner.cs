namespace Gradus.Cli.Screen;

/// <summary>Shows on a terminal that something is going on, in one line that keeps away from the lines of the answer.</summary>
internal sealed class Spinner : IAsyncDisposable
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const string EraseLine = "\r\e[2K";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Terminal _terminal;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _turning;
    private string _text;

    /// <summary>Starts turning.</summary>
    public Spinner(Terminal terminal, string text)
    {
        _terminal = terminal;
        _text = text;
        _turning = TurnAsync();
    }

    /// <summary>Changes the text behind the wheel.</summary>
    public void Show(string text) => _text = text;

    /// <summary>Lets lines of the answer be written above the wheel.</summary>
    public void Write(Action lines)
    {
        lock (_gate)
        {
            _terminal.Output.Write(EraseLine);
            lines();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _turning;
        _stop.Dispose();
        _terminal.Output.Write(EraseLine);
    }

    private async Task TurnAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        for (var turn = 0; ; turn++)
        {
            Draw(Frames[turn % Frames.Length]);
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Draw(char frame)
    {
        lock (_gate)
        {
            // A line that wraps could not be erased.
            var text = Shown.Brief(new Piece(_text, Tone.Plain).Printable, Math.Max(10, Console.WindowWidth - 8));
            _terminal.Output.Write($"{EraseLine}{_terminal.Margin}\e[36m{frame}\e[0m {text}");
            _terminal.Output.Flush();
        }
    }
}
