using System.CommandLine;
using System.Globalization;
using Gradus.Cli.Approvals;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promotions show ID</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var target = new PromotionTarget();
        var wait = new Option<bool>("--wait") { Description = "Follow it until it has ended." };
        var timeout = Words.DurationOption("--timeout", "With --wait: stop waiting after this time (90s, 10m, 2h).");
        var log = new Option<bool>("--log") { Description = "Print only what the test commands of its gates wrote." };
        var verb = new Verb("show", "Show a promotion: its gates, approvals, and what was measured on which bytes.")
        {
            Options = { wait, timeout, log },
            Notes =
            [
                "With --wait the exit code is that of promote: 0 the version is in the stage, 1 refused or failed, 3 still "
                    + "pending after Ctrl-C or --timeout.",
            ],
            Examples =
            [
                "promotions show 0198c2f4d7",
                "promotions show churn/3 --wait --timeout 10m",
                "promotions show 0198c2f4d7 --log",
            ],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var id = await target.ResolveAsync(run, cancel, orEnded: true);
                var promotion = await run.Server.Promotions.GetAsync(id, cancel);
                if (run.Get(wait))
                {
                    promotion = await Waiting.UntilEndedAsync(run, promotion, run.Get(timeout), cancel);
                }

                if (run.Get(log))
                {
                    return run.Answer(promotion, ProtocolJson.Default.PromotionDto, PrintLogs);
                }

                if (run.Get(wait))
                {
                    return Outcome.Answer(run, promotion);
                }

                var approvals = run.Json ? null : await run.Server.Promotions.ApprovalsAsync(promotion.Id, cancel);
                return run.Answer(
                    promotion,
                    ProtocolJson.Default.PromotionDto,
                    (terminal, dto) => Print(terminal, dto, approvals!, run.Session.Name)
                );
            }
        );
        return verb;
    }

    private static void PrintLogs(Terminal terminal, PromotionDto promotion)
    {
        foreach (var evidence in promotion.Evidence.Where(evidence => !string.IsNullOrEmpty(evidence.Log)))
        {
            terminal.Line(Tone.Heading.Of(string.Join(", ", GatesOf(promotion, evidence))));
            foreach (var line in evidence.Log!.TrimEnd('\n').Split('\n'))
            {
                terminal.Line(line);
            }
        }
    }

    private static IEnumerable<string> GatesOf(PromotionDto promotion, EvaluationDto evidence) =>
        promotion
            .Gates.Concat(promotion.Verifications)
            .Where(gate => gate.Evidence.Contains(evidence.Id))
            .Select(gate => gate.Name)
            .Distinct();

    private static void Print(Terminal terminal, PromotionDto promotion, ApprovalStateDto approvals, string program)
    {
        new PromotionReport(terminal, program).Tell(promotion);
        Outcome.Conclude(terminal, promotion, program);
        terminal.Line();
        new Fields()
            .Add("Version", promotion.Version?.ToString(CultureInfo.InvariantCulture) ?? "")
            .Add("Required", string.Join(", ", promotion.Require))
            .Add("Data set", $"{promotion.Dataset} {promotion.DatasetDigest}".Trim())
            .Add("Reason", promotion.Reason)
            .Add("Asked", $"{Shown.Time(promotion.CreatedAt)} by {promotion.Actor} (request {promotion.RequestId})")
            .Add("Origin", promotion.Origin)
            .Add("Policy revision", promotion.PolicyRevision.ToString(CultureInfo.InvariantCulture))
            .Add("Binding", promotion.Binding ?? "")
            .Add("Changed", Shown.Time(promotion.UpdatedAt))
            .Add("Moved", promotion.AppliedAt is { } at ? Shown.Time(at) : "")
            .Add("Next looked at", promotion is { Open: true, WakeAt: { } wake } ? Shown.Time(wake) : "")
            .Print(terminal);
        ApprovalTable.Print(terminal, approvals);
        foreach (var evidence in promotion.Evidence)
        {
            EvidenceLines.Print(terminal, evidence, GatesOf(promotion, evidence));
        }
    }
}
