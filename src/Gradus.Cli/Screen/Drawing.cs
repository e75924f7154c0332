using Spectre.Console;

namespace Gradus.Cli.Screen;

/// <summary>What is drawn only on terminals. The only place that knows Spectre, so that nothing else waits for it to load.</summary>
internal static class Drawing
{
    /// <summary>Draws a table.</summary>
    public static void Draw(Terminal terminal, IReadOnlyList<string> headings, IEnumerable<Piece[]> rows)
    {
        var table = new Spectre.Console.Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(Color.Aqua, decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell.Printable, StyleOf(cell.Tone))));
        }

        On(terminal.Output).Write(new Padder(table, new Padding(terminal.Margin.Length, 0, 0, 0)));
    }

    /// <summary>Shows a bar on the error stream while work of known size goes on; the work reports what of it is done.</summary>
    public static async Task<T> WithBarAsync<T>(
        Terminal terminal,
        string title,
        Func<Action<double, string>, Task<T>> work
    )
    {
        var result = default(T);
        await On(terminal.Error)
            .Progress()
            .HideCompleted(true)
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                result = await work(
                    (share, what) =>
                    {
                        task.Value = share * task.MaxValue;
                        task.Description = Markup.Escape(what);
                    }
                );
            });
        return result!;
    }

    private static IAnsiConsole On(TextWriter writer) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.Detect,
                Interactive = InteractionSupport.Yes,
                Out = new AnsiConsoleOutput(writer),
            }
        );

    private static Style StyleOf(Tone tone) =>
        tone switch
        {
            Tone.Heading => new Style(Color.Aqua, decoration: Decoration.Bold),
            Tone.Strong => new Style(decoration: Decoration.Bold),
            Tone.Faint => new Style(decoration: Decoration.Dim),
            Tone.Good => new Style(Color.Green),
            Tone.Bad => new Style(Color.Red),
            Tone.Doubtful => new Style(Color.Yellow),
            _ => Style.Plain,
        };
}
