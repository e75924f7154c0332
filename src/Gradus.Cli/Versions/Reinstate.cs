using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions reinstate MODEL VERSION</c></summary>
internal static class Reinstate
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var reason = Words.Required(Words.TextOption("--reason", "TEXT", "Why. It stays with the version."));
        var verb = new Verb("reinstate", "Give a version back the standing that a failed verification took.")
        {
            Arguments = { model, version },
            Options = { reason },
            Examples = ["versions reinstate churn 3 --reason \"the holdout was broken\""],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var reinstated = await run.Server.Gates.ReinstateAsync(
                    run.Get(model),
                    run.Get(version),
                    run.Get(reason)!,
                    cancel
                );
                return run.Answer(
                    reinstated,
                    ProtocolJson.Default.VersionDto,
                    (_, dto) => run.Done($"{dto.Model}/{dto.Version} may be promoted again.")
                );
            }
        );
        return verb;
    }
}
