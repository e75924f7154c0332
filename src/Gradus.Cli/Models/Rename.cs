using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models rename MODEL NEW-NAME</c></summary>
internal static class Rename
{
    public static Verb Create()
    {
        var model = Words.Model();
        var name = Words.Text("new-name", "NEW-NAME", "What it is to be called.");
        var verb = new Verb("rename", "Give a model another name. Its versions and its history go with it.")
        {
            Arguments = { model, name },
            Examples = ["models rename churn churn-eu"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateModelDto(Name: run.Get(name));
                var renamed = await run.Server.Models.UpdateAsync(run.Get(model), change, cancel);
                return run.Answer(
                    renamed,
                    ProtocolJson.Default.ModelDto,
                    (_, dto) => run.Done($"Model '{run.Get(model)}' is now called '{dto.Name}'.")
                );
            }
        );
        return verb;
    }
}
