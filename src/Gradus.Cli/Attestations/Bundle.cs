using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Attestations;

/// <summary><c>gradus attestations bundle|bom MODEL/VERSION --output FILE</c></summary>
internal static class Bundle
{
    public static Verb Everything()
    {
        var target = new VersionTarget();
        var output = Words.Output();
        var verb = new Verb("bundle", "Write all that is known of a version into one file for an auditor.")
        {
            Options = { output },
            Notes =
            [
                "Files, metrics, checks, waivers, stages, promotions with what people said and what was measured, the policies, "
                    + "attestations, ledger proofs, and a bill of materials. Check it with: verify MODEL@STAGE --offline",
            ],
            Examples = ["attestations bundle churn/3 --output churn-3.evidence.json"],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, version) = target.Read(run);
                var file = run.Get(output);
                return await run.HandOutAsync(
                    await Evidence.OfAsync(run.Server, model, version, cancel),
                    ProtocolJson.Default.EvidenceBundleDto,
                    file,
                    $"What is known of {model}/{version} is in {file}.",
                    cancel
                );
            }
        );
        return verb;
    }

    public static Verb Bom()
    {
        var target = new VersionTarget();
        var output = Words.Output();
        var verb = new Verb("bom", "Write a version's bill of materials: an ML-BOM in CycloneDX 1.6 JSON.")
        {
            Options = { output },
            Examples = ["attestations bom churn/3 --output churn-3.cdx.json"],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, version) = target.Read(run);
                var file = run.Get(output);
                return await run.HandOutAsync(
                    await Evidence.BomOfAsync(run.Server, model, version, cancel),
                    ProtocolJson.Default.JsonElement,
                    file,
                    $"The bill of materials of {model}/{version} is in {file}.",
                    cancel
                );
            }
        );
        return verb;
    }
}
