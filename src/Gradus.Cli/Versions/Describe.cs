using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions describe MODEL VERSION TEXT</c></summary>
internal static class Describe
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var text = Words.Text("text", "TEXT", "The new description; may be empty.");
        var verb = new Verb("describe", "Set a version's description.")
        {
            Arguments = { model, version, text },
            Examples = ["versions describe churn 3 \"trained on May, without test accounts\""],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateVersionDto(run.Get(text));
                var described = await run.Server.Versions.UpdateAsync(run.Get(model), run.Get(version), change, cancel);
                return run.Answer(
                    described,
                    ProtocolJson.Default.VersionDto,
                    (_, dto) => run.Done($"Version {dto.Version} of '{dto.Model}' is described.")
                );
            }
        );
        return verb;
    }
}
