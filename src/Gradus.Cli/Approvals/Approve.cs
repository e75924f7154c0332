using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Promotions;
using Gradus.Cli.Screen;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Approvals;

/// <summary><c>gradus approve ID</c>: says yes to what it shows, and to nothing that came later.</summary>
internal static class Approve
{
    public static Verb Create()
    {
        var target = new PromotionTarget();
        var comment = Say.CommentOption();
        var yes = Consent.Option();
        var verb = new Verb("approve", "Approve a promotion, after showing what is approved.")
        {
            Group = Root.People,
            Options = { comment, yes },
            Notes =
            [
                "An approval is bound to what is shown: the version's bytes, the gates' results and evidence, the policy's "
                    + "revision, the stage. If any of it has changed meanwhile it is refused, and one that was given is void.",
            ],
            Examples =
            [
                "approve 0198c2f4d7",
                "approve churn/3 --to Production --comment \"checked the error slices\" --yes",
            ],
        };
        target.AddTo(verb);
        verb.Does((run, cancel) => ApproveAsync(run, target, run.Get(comment), yes, cancel));
        return verb;
    }

    private static async Task<int> ApproveAsync(
        Run run,
        PromotionTarget target,
        string? comment,
        Option<bool> yes,
        CancellationToken cancel
    )
    {
        var id = await target.ResolveAsync(run, cancel);
        var promotion = await run.Server.Promotions.GetAsync(id, cancel);
        if (promotion is { Open: true, Binding: null })
        {
            // What is not there to be seen yet cannot be what is approved a moment later.
            throw new RefusedException(
                $"Promotion {id} is {promotion.Phase}: there is nothing to approve until its gates have passed.",
                "conflict"
            );
        }

        if (!run.Json)
        {
            Print(run.Terminal, promotion);
        }

        if (!Consent.Given(run, yes, "Approve this?"))
        {
            run.Terminal.Complain("Nothing was approved.");
            return ExitCode.Refused;
        }

        var say = new SayDto("approve", comment, promotion.Binding);
        var state = await run.Server.Promotions.SayAsync(promotion.Id, say, cancel);
        return Say.AnswerWithOutcome(run, state, $"Approved: {ApprovalTable.Count(state)}.");
    }

    private static void Print(Terminal terminal, PromotionDto promotion)
    {
        terminal.Line(
            Tone.Strong.Of($"{promotion.Model}/{promotion.Version} → {promotion.Stage}"),
            Tone.Faint.Of($"  promotion {promotion.Id}")
        );
        foreach (var gate in promotion.Gates)
        {
            GateLines.Tell(terminal, gate);
        }

        foreach (var evidence in promotion.Evidence)
        {
            var data = evidence.DatasetDigest is { } digest ? $" on data {digest}" : "";
            terminal.Line(
                Tone.Faint.Of($"    {evidence.Outcome} by {evidence.Worker}: artifact {evidence.ArtifactDigest}{data}")
            );
        }

        new Fields()
            .Add("Asked", $"{Shown.Time(promotion.CreatedAt)} by {promotion.Actor}")
            .Add("Reason", promotion.Reason)
            .Add("Policy revision", promotion.PolicyRevision.ToString(CultureInfo.InvariantCulture))
            .Add("Binding", promotion.Binding ?? "")
            .Print(terminal);
    }
}
