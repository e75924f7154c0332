using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models create MODEL</c></summary>
internal static class Create
{
    public static Verb Verb()
    {
        var model = Words.Model();
        var description = Words.TextOption("--description", "TEXT", "What the model is for.");
        var tags = Words.Tags();
        var verb = new Verb("create", "Register a model, yet without versions.")
        {
            Arguments = { model },
            Options = { description, tags },
            Examples = ["models create churn --description \"Who is about to leave\" --tag team=growth"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var request = new CreateModelDto(run.Get(model), run.Parsed.GetValue(description), run.Get(tags));
                var created = await run.Server.Models.CreateAsync(request, cancel);
                return run.Answer(
                    created,
                    ProtocolJson.Default.ModelDto,
                    (_, dto) => run.Done($"Model '{dto.Name}' is registered.")
                );
            }
        );
        return verb;
    }
}
