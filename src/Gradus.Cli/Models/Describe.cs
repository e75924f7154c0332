using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models describe MODEL TEXT</c></summary>
internal static class Describe
{
    public static Verb Create()
    {
        var model = Words.Model();
        var text = Words.Text("text", "TEXT", "The new description; may be empty.");
        var verb = new Verb("describe", "Set a model's description.")
        {
            Arguments = { model, text },
            Examples = ["models describe churn \"Who is about to leave, within 30 days\""],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateModelDto(Description: run.Get(text));
                var described = await run.Server.Models.UpdateAsync(run.Get(model), change, cancel);
                return run.Answer(
                    described,
                    ProtocolJson.Default.ModelDto,
                    (_, dto) => run.Done($"Model '{dto.Name}' is described.")
                );
            }
        );
        return verb;
    }
}
