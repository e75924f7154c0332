using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>A promotion, by its id or by what it is about: <c>churn/3 --to Production</c>.</summary>
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
    /// <param name="run">What was typed.</param>
    /// <param name="cancel">The user has had enough.</param>
    /// <param name="orEnded">Whether the last one that has ended is meant where none is open.</param>
    public async Task<string> ResolveAsync(Run run, CancellationToken cancel, bool orEnded = false)
    {
        var text = run.Get(_target);
        if (VersionTarget.Split(text) is not (var model, { } version))
        {
            return run.Has(_to)
                ? throw new UsageException($"--to belongs to MODEL/VERSION, and '{text}' is a promotion's id.")
                : text;
        }

        var open = await ListAsync(run, model, version, onlyOpen: true, cancel);
        var where = run.Get(_to) is { } stage ? $" to {stage}" : "";
        return open switch
        {
            [var one] => one.Id,
            [] when orEnded && await ListAsync(run, model, version, onlyOpen: false, cancel) is [var last, ..] =>
                last.Id,
            [] => throw new RefusedException(
                $"No promotion of {model}/{version}{where} is open. Those that are: "
                    + $"{run.Session.Name} promotions list {model} --open",
                "promotion_not_found"
            ),
            var several => throw new RefusedException(
                $"{several.Count} promotions of {model}/{version} are open; say which with --to: "
                    + $"{string.Join(", ", several.Select(promotion => promotion.Stage))}.",
                "ambiguous"
            ),
        };
    }

    // Newest first.
    private async Task<IReadOnlyList<PromotionDto>> ListAsync(
        Run run,
        string model,
        int version,
        bool onlyOpen,
        CancellationToken cancel
    )
    {
        var page = await run.Server.Promotions.ListAsync(
            model,
            version,
            run.Get(_to),
            onlyOpen,
            maxResults: 500,
            cancel: cancel
        );
        return page.Promotions;
    }
}
