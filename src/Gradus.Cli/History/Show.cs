using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.History;

/// <summary><c>gradus history MODEL</c>: who moved what when; with --at, who was in a stage then.</summary>
internal static class Show
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.VersionOption("Only this version's moves.");
        var stage = Words.TextOption("--stage", "STAGE", "Only moves into or out of this stage.");
        var at = Words.TimeOption("--at", "Who was in --stage at this time instead");
        var page = new PageOptions();
        var verb = new Verb(
            "history",
            "Show who moved which version when and why, newest first; or who was where at a time."
        )
        {
            Group = Root.Registry,
            Arguments = { model },
            Options = { version, stage, at },
            Examples =
            [
                "history churn",
                "history churn --version 3",
                "history churn --stage Production --at 2026-03-01",
                "history churn --stage Production --at 2026-03-01T09:30:00+01:00",
            ],
        };
        page.AddTo(verb);
        verb.Does(
            (run, cancel) =>
                run.Get(at) is { } time
                    ? HoldersAsync(run, run.Get(model), run.Get(stage), time, cancel)
                    : MovesAsync(run, run.Get(model), run.Get(version), run.Get(stage), page, cancel)
        );
        return verb;
    }

    /// <summary>Prints transitions as a table.</summary>
    public static void PrintMoves(Terminal terminal, HistoryPageDto page)
    {
        var table = new Table("When", "Version", "From", "To", "How", "Who", "Why");
        foreach (var move in page.Transitions)
        {
            table.Row(
                Tone.Faint.Of(Shown.Time(move.At)),
                move.Version.ToString(CultureInfo.InvariantCulture),
                move.From ?? "(created)",
                Tone.Strong.Of(move.To ?? "(deleted)"),
                How(move),
                move.Actor,
                Why(move)
            );
        }

        table.Print(terminal, "No history.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }

    /// <summary>Prints who was in a stage at a time.</summary>
    public static void PrintHolders(Terminal terminal, HoldersDto holders)
    {
        var where = $"in {holders.Stage} of '{holders.Model}' at {Shown.Time(holders.At)}";
        if (holders.Holders.Count == 0)
        {
            terminal.Line($"No version was {where}.");
        }

        foreach (var move in holders.Holders)
        {
            var why = Why(move) is { Length: > 0 } reason ? $": {reason}" : "";
            terminal.Line(
                Tone.Strong.Of($"Version {move.Version}"),
                $" was {where}, since {Shown.Time(move.At)} by {move.Actor}{why}"
            );
        }
    }

    private static async Task<int> MovesAsync(
        Run run,
        string model,
        int? version,
        string? stage,
        PageOptions pages,
        CancellationToken cancel
    )
    {
        var (moves, next) = await pages.ReadAsync(
            run,
            async (max, token) =>
            {
                var page = await run.Server.History.ListAsync(model, version, stage, max, token, cancel);
                return (page.Transitions, page.NextPageToken);
            }
        );
        return run.Answer(new HistoryPageDto(moves, next), ProtocolJson.Default.HistoryPageDto, PrintMoves);
    }

    private static async Task<int> HoldersAsync(
        Run run,
        string model,
        string? stage,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        if (stage is null)
        {
            throw new UsageException("--at needs --stage STAGE: it answers who was in that stage at that time.");
        }

        var holders = await run.Server.History.GetHoldersAsync(model, stage, at, cancel);
        return run.Answer(holders, ProtocolJson.Default.HoldersDto, PrintHolders);
    }

    // What went past the gates must not be overlooked.
    private static Piece How(TransitionDto move) =>
        move.Kind switch
        {
            "break_glass" => Tone.Bad.Of("BREAK-GLASS"),
            "rollback" => Tone.Doubtful.Of("ROLLBACK"),
            _ => move.Kind,
        };

    private static string Why(TransitionDto move) =>
        (move.DisplacedBy, move.Promotion) switch
        {
            ({ } newcomer, _) => $"made room for version {newcomer}",
            (_, { } promotion) => Join(move.Reason, $"promotion {promotion}"),
            _ => move.Reason,
        };

    private static string Join(string reason, string source) => reason.Length > 0 ? $"{reason} ({source})" : source;
}
