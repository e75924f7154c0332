using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus why MODEL/VERSION --to STAGE</c></summary>
internal static class Why
{
    public static Verb Create()
    {
        var target = new VersionTarget();
        var to = Words.Required(Words.TextOption("--to", "STAGE", "The stage it wants into, exactly as registered."));
        var verb = new Verb("why", "Say why a version may not go to a stage yet, and what would unblock it.")
        {
            Group = Root.Promoting,
            Options = { to },
            Notes =
            [
                "A line for each condition that is not met, and behind the arrow what would meet it. Nothing is written. "
                    + "Exit code 0 if nothing hinders it, 1 if something does.",
            ],
            Examples = ["why churn/3 --to Production", "why churn --version 3 --to Production --json"],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, version) = target.Read(run);
                var request = await AskedAsync(run, model, version, run.Get(to)!, cancel);
                var plan = await run.Server.Promotions.PlanAsync(model, request, cancel);
                run.Answer(plan, ProtocolJson.Default.PlanDto, Print);
                return plan.Ready ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return verb;
    }

    // Of one that is open it is said why it has not got there, on the terms that it has.
    private static async Task<PromotionRequestDto> AskedAsync(
        Run run,
        string model,
        int version,
        string stage,
        CancellationToken cancel
    )
    {
        var open = await run.Server.Promotions.ListAsync(model, version, stage, onlyOpen: true, cancel: cancel);
        return open.Promotions is [var promotion, ..]
            ? new PromotionRequestDto(
                stage,
                version,
                Dataset: promotion.Dataset,
                Require: promotion.Require,
                ArchiveExistingVersions: promotion.ArchiveExistingVersions
            )
            : new PromotionRequestDto(stage, version);
    }

    private static void Print(Terminal terminal, PlanDto plan)
    {
        PlanReport.TellUnmet(terminal, plan);
        PlanReport.TellReported(terminal, plan);
        if (plan.Ready)
        {
            terminal.Line(Tone.Good.Of("✓ "), $"Nothing hinders {plan.Model}/{plan.Version} from going to {plan.To}.");
        }
    }
}
