using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Identities;

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
            Notes =
            [
                "Exit code 0 if they may, 1 if not, 2 if that cannot be told: no such user, action or stage. Of others than yourself "
                    + "only administrators may ask.",
            ],
            Examples = ["auth can ana promote churn Production", "auth can ci apply-policy"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var permission = await AskAsync(
                    run,
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
                await RemarkAsync(run, permission, cancel);
                return permission.Allowed ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return verb;
    }

    // Whatever keeps from an answer is no "no".
    private static async Task<PermissionDto> AskAsync(
        Run run,
        string user,
        string action,
        string? model,
        string? stage,
        CancellationToken cancel
    )
    {
        try
        {
            return await run.Server.Access.MayAsync(user, action, model, stage, cancel);
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException)
        {
            throw new UnreadableException(e);
        }
    }

    // A rule may speak of models to come, so there is an answer; but it may be that of a mistyped name.
    private static async Task RemarkAsync(Run run, PermissionDto permission, CancellationToken cancel)
    {
        if (permission.Model is not { Length: > 0 } model)
        {
            return;
        }

        try
        {
            await run.Server.Models.GetAsync(model, cancel);
        }
        catch (GradusException e) when (ModelNames.AreAmiss(e))
        {
            run.Terminal.Remark((await ModelNames.HintAsync(run, e, cancel)).Message);
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException)
        {
            // The answer stands without it.
        }
    }
}
