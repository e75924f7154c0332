using System.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.CommandLine;

/// <summary>How much of a long list a command shows.</summary>
internal sealed class PageOptions
{
    public Option<int?> Max { get; } =
        Words.NumberOption("--max-results", "N", "The most results of a page; the server has a default.", 1);

    public Option<string?> Token { get; } =
        Words.TextOption("--page-token", "TOKEN", "Go on where the page that gave this token ended.");

    public Option<bool> All { get; } = new("--all") { Description = "Follow the pages to the end." };

    public void AddTo(Command command)
    {
        command.Options.Add(Max);
        command.Options.Add(Token);
        command.Options.Add(All);
    }

    /// <summary>The items of one page, or of all, and the token of the next page if there is one.</summary>
    public async Task<(List<T> Items, string? Next)> ReadAsync<T>(
        Run run,
        Func<int?, string?, Task<(IReadOnlyList<T> Items, string? Next)>> read
    )
    {
        var max = run.Parsed.GetValue(Max);
        var token = run.Parsed.GetValue(Token);
        if (run.Parsed.GetValue(All))
        {
            return (await Pages.AllAsync(next => read(max, next), token), null);
        }

        var page = await read(max, token);
        return ([.. page.Items], page.Next);
    }

    /// <summary>Says how to see more, if there is more.</summary>
    public static void PrintMore(Terminal terminal, string? next)
    {
        if (next is not null)
        {
            terminal.Remark(Tone.Faint.Of($"There is more: --all, or --page-token {next}"));
        }
    }
}
