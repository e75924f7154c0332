using Gradus.Cli.CommandLine;
using Gradus.Cli.Promotions;
using Gradus.Protocol;

namespace Gradus.Cli.Attestations;

/// <summary><c>gradus attestations create PROMOTION|MODEL/VERSION --output FILE</c></summary>
internal static class Attest
{
    public static Verb Create()
    {
        var target = new PromotionTarget();
        var output = Words.Output();
        var verb = new Verb("create", "Have the server sign what a promotion let its version in on.")
        {
            Options = { output },
            Notes =
            [
                "An in-toto statement with a SLSA verification summary, in a DSSE envelope, signed with the ledger's key. "
                    + "Check it with: attestations verify FILE --files PATH --key KEY",
            ],
            Examples =
            [
                "attestations create 0198c2f4d7 --output churn-3.intoto.json",
                "attestations create churn/3 --to Production",
            ],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var id = await target.ResolveAsync(run, cancel, orEnded: true);
                var attestation = await run.Server.Promotions.AttestAsync(id, cancel);
                var file = run.Get(output);
                return await run.HandOutAsync(
                    attestation,
                    ProtocolJson.Default.AttestationDto,
                    file,
                    $"What promotion {id} let its version in on is attested in {file}.",
                    cancel
                );
            }
        );
        return verb;
    }
}
