using System.CommandLine;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Promotions;

/// <summary>An open promotion, by its id or by what it is about: <c>churn/3 --to Production</c>.</summary>
internal sealed class PromotionTarget
{
    private readonly Argument<string> _target = new("promotion")
    {
        HelpName = "ID",
        Description = "The promotion's id, or MODEL/VERSION where one promotion of it is open.",
    };

    private readonly Option<string?> _to = Words.TextOption(
        "--to",
        "STAGE",
        "With MODEL/VERSION: the stage it wants into."
    );

    public void AddTo(Command command)
    {
        command.Arguments.Insert(0, _target);
        command.Options.Insert(0, _to);
    }

    /// <summary>The promotion's id; throws if there is not exactly one that was meant.</summary>
    public async Task<string> ResolveAsync(Run run, CancellationToken cancel)
    {
        var text = run.Get(_target);
        if (VersionTarget.Split(text) is not (var model, { } version))
        {
            return run.Has(_to)
                ? throw new UsageException($"--to belongs to MODEL/VERSION, and '{text}' is a promotion's id.")
                : text;
        }

        var page = await run.Server.Promotions.ListAsync(
            model,
            run.Get(_to),
            onlyOpen: true,
            maxResults: 500,
            cancel: cancel
        );
        var where = run.Get(_to) is { } stage ? $" to {stage}" : "";
        return page.Promotions.Where(promotion => promotion.Version == version).ToList() switch
        {
            [var one] => one.Id,
            [] => throw new RefusedException(
                $"No promotion of {model}/{version}{where} is open. Those that are: {run.Session.Name} promotions list {model} --open",
                "promotion_not_found"
            ),
            var several => throw new RefusedException(
                $"{several.Count} promotions of {model}/{version} are open; say which with --to: {string.Join(", ", several.Select(promotion => promotion.Stage))}.",
                "ambiguous"
            ),
        };
    }
}
