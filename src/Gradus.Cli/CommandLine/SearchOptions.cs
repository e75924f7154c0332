using System.CommandLine;
using Gradus.Protocol.Client;

namespace Gradus.Cli.CommandLine;

/// <summary>What a search of models or versions takes.</summary>
internal sealed class SearchOptions
{
    private readonly PageOptions _page = new();

    public Option<string?> Filter { get; } =
        Words.TextOption("--filter", "EXPRESSION", "Only what this holds for, in MLflow's grammar.");

    public Option<string[]> OrderBy { get; } =
        Words.ManyOption("--order-by", "KEY", "A key to sort by, with ASC or DESC behind it.");

    public void AddTo(Command command)
    {
        command.Options.Add(Filter);
        command.Options.Add(OrderBy);
        _page.AddTo(command);
    }

    public Task<(List<T> Items, string? Next)> ReadAsync<T>(
        Run run,
        Func<SearchQuery, Task<(IReadOnlyList<T> Items, string? Next)>> read
    ) =>
        _page.ReadAsync(
            run,
            (max, token) => read(new SearchQuery(run.Parsed.GetValue(Filter), run.Get(OrderBy), max, token))
        );
}
