using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Gates;

namespace Gradus.Cli.Gates;

/// <summary><c>gradus waive MODEL/VERSION --to STAGE --gate NAME --reason TEXT --for TIME</c></summary>
internal static class Waive
{
    public static Verb Create()
    {
        var target = new VersionTarget();
        var to = Words.Required(Words.TextOption("--to", "STAGE", "The stage it wants into, exactly as registered."));
        var gate = Words.Required(Words.TextOption("--gate", "NAME", "The gate's name, as results show it."));
        var reason = Words.Required(Words.TextOption("--reason", "TEXT", "Why; it stands with the waiver."));
        var time = Words.Required(Words.DurationOption("--for", "How long it holds, e.g. 12h or 7d."));
        var verb = new Verb("waive", "Set a gate aside for one version and one stage, until a time.")
        {
            Group = Root.Rules,
            Options = { to, gate, reason, time },
            Notes =
            [
                "The gate then shows as Waived, with who and why. Its name is in: why MODEL/VERSION --to STAGE --json. "
                    + "A check is also found under the name it is reported by.",
            ],
            Examples =
            [
                "waive churn/3 --to Production --gate \"accuracy ≥ 0.95\" --reason \"new label rules, ticket 9\" --for 7d",
            ],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, version) = target.Read(run);
                var until = DateTimeOffset.UtcNow + run.Get(time)!.Value;
                var grant = new GrantWaiverDto(
                    run.Get(to)!,
                    run.Get(gate)!,
                    run.Get(reason)!,
                    until.ToUnixTimeMilliseconds()
                );
                var waiver = await run.Server.Gates.WaiveAsync(model, version, grant, cancel);
                return run.Answer(
                    waiver,
                    ProtocolJson.Default.WaiverDto,
                    (_, dto) =>
                        run.Done(
                            $"'{dto.Gate}' is waived for {dto.Model}/{dto.Version} into {dto.Stage} until {Shown.Time(dto.ExpiresAt)} (waiver {dto.Id})."
                        )
                );
            }
        );
        return verb;
    }
}
