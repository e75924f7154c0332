using Gradus.Cli.Processes;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Serving;

/// <summary>Prints where a model is, what is on its way, and who answers.</summary>
/// <param name="terminal">Where it goes.</param>
/// <param name="status">What is so.</param>
/// <param name="program">What the program was called as.</param>
internal sealed class StatusReport(Terminal terminal, ModelStatus status, string program)
{
    public void Print()
    {
        foreach (var stage in status.Stages)
        {
            if (stage != status.Stages[0])
            {
                terminal.Line();
            }

            Print(stage);
        }
    }

    private void Print(StageStatus stage)
    {
        terminal.Line(Tone.Heading.Of($"{status.Model} in {stage.Stage}"));
        var fields = new Fields();
        Add(fields, "Holds it", stage.Holders.Select(holder => (Piece)Say(holder)).DefaultIfEmpty("nobody"));
        if (stage.Rollout is { } rollout)
        {
            fields.Add("Rollout", Tone.Doubtful.Of($"version {Newest(stage)}: {RolloutWords.Say(rollout)}"));
        }

        Add(fields, "On its way", stage.Promotions.Select(Say));
        fields.Print(terminal);
        if (stage.Gateways.Count > 0)
        {
            GatewayTable.Print(terminal, stage, status.At);
        }
        else if (stage.Holders.Count > 0)
        {
            var uri = Typed.Quoted(status.Model) + "/" + Typed.Quoted(stage.Stage);
            terminal.Line(Tone.Faint.Of($"No gateway has said that it serves this: {program} serve models:/{uri}"));
        }
    }

    // The name once, and what follows under one another.
    private static void Add(Fields fields, string name, IEnumerable<Piece> values)
    {
        foreach (var (value, i) in values.Select((value, i) => (value, i)))
        {
            fields.Add(i == 0 ? name : "", value);
        }
    }

    private static int Newest(StageStatus stage) =>
        stage.Holders.Select(holder => holder.Version).DefaultIfEmpty().Max();

    private static string Say(TransitionDto holder) =>
        $"version {holder.Version}, since {Shown.Time(holder.At)} by {holder.Actor}"
        + holder.Kind switch
        {
            "break_glass" => " (BREAK-GLASS)",
            "rollback" => " (rollback)",
            _ when holder.Promotion is { } promotion => $" (promotion {promotion})",
            _ => "",
        };

    private static Piece Say(PromotionDto promotion) =>
        Tone.Doubtful.Of(
            $"{(promotion.Version is { } version ? $"version {version}" : "the best version")}, {promotion.Phase}: "
                + $"{promotion.Outcome.TrimEnd('.')} (promotion {promotion.Id})"
        );
}
