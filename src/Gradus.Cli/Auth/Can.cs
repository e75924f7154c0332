using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Auth;

/// <summary><c>gradus auth can USER ACTION [MODEL] [STAGE]</c></summary>
internal static class Can
{
    public static Verb Create()
    {
        var user = Words.Text("user", "USER", "Whose permission.");
        var action = Words.Text("action", "ACTION", "What they would do: read, register, request, approve, promote, …");
        var model = Words.OptionalText("model", "MODEL", "With which model; left out for none in particular.");
        var stage = Words.OptionalText("stage", "STAGE", "In which stage; left out for none in particular.");
        var verb = new Verb("can", "Tell whether a user may do something, and by which rule.")
        {
            Arguments = { user, action, model, stage },
            Notes = ["Exit code 0 if they may, 1 if not. Of others than yourself only administrators may ask."],
            Examples = ["auth can ana promote churn Production", "auth can ci apply-policy"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var permission = await run.Server.Access.MayAsync(
                    run.Get(user),
                    run.Get(action),
                    run.Get(model),
                    run.Get(stage),
                    cancel
                );
                run.Answer(
                    permission,
                    ProtocolJson.Default.PermissionDto,
                    (terminal, dto) => terminal.Line($"{(dto.Allowed ? "Yes" : "No")}: {dto.Rule}.")
                );
                return permission.Allowed ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return verb;
    }
}
