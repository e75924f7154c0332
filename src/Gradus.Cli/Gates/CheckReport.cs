using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Gates;

namespace Gradus.Cli.Gates;

/// <summary><c>gradus check report MODEL/VERSION --name N --passed</c></summary>
internal static class CheckReport
{
    public static Verb Create()
    {
        var target = new VersionTarget();
        var name = Words.Required(
            Words.TextOption("--name", "NAME", "What the check is called, as the policy names it.")
        );
        Option<bool>[] verdicts =
        [
            new("--passed") { Description = "It passed." },
            new("--failed") { Description = "It failed." },
            new("--inconclusive") { Description = "It cannot be told; this blocks." },
        ];
        var summary = Words.TextOption("--summary", "TEXT", "What it found, in a sentence.");
        var url = Words.TextOption("--url", "URL", "Where it can be read up (default: the CI run this is part of).");
        var digest = Words.TextOption(
            "--digest",
            "DIGEST",
            "The digest it was made on; refused if the version's is another."
        );
        var verb = new Verb("report", "Report what a check outside found. The newest report of a name counts.")
        {
            Options = { name, verdicts[0], verdicts[1], verdicts[2], summary, url, digest },
            Notes =
            [
                "The report is bound to the version's bytes. In GitHub Actions, GitLab, Azure Pipelines, Jenkins, CircleCI "
                    + "and Buildkite the run's own address is the default for --url.",
            ],
            Examples =
            [
                "check report churn/3 --name integration-tests --passed",
                "check report churn/3 --name integration-tests --failed --summary \"3 of 210 failed\" --url https://ci.example.org/7",
            ],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var verdict = verdicts.Where(run.Get).ToList() is [var one]
                    ? one.Name.TrimStart('-')
                    : throw new UsageException("Say how it came out: one of --passed, --failed, --inconclusive.");
                var (model, version) = target.Read(run);
                var report = new ReportCheckDto(
                    run.Get(name)!,
                    verdict,
                    run.Get(summary),
                    run.Get(url) ?? CiRun.Find(run.Session.Environment),
                    run.Get(digest)
                );
                var check = await run.Server.Gates.ReportCheckAsync(model, version, report, cancel);
                await CheckNames.NoteAsync(run, model, check.Name, cancel);
                return run.Answer(
                    check,
                    ProtocolJson.Default.CheckDto,
                    (_, dto) =>
                        run.Done(
                            $"'{dto.Name}' {dto.Verdict} on {model}/{version} ({Shown.Digest(dto.ArtifactDigest)}) is on record."
                        )
                );
            }
        );
        return verb;
    }
}
