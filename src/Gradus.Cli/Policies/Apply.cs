using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy apply [FILE]</c></summary>
internal static class Apply
{
    public static Verb Create()
    {
        var file = PolicyText.Argument();
        var reason = Words.TextOption("--reason", "TEXT", "Why; it stands in the policy's history.");
        var verb = new Verb("apply", "Put a policy file in force. A file with a problem leaves the old one in force.")
        {
            Arguments = { file },
            Options = { reason },
            Notes = ["To see first what it changes: policy plan. Every revision is kept; see: policy history."],
            Examples =
            [
                "policy apply",
                "policy apply rules/production.yaml --reason \"two approvals, risk review 12\"",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (await PolicyText.ReadValidAsync(run, run.Get(file), cancel) is not { } policy)
                {
                    return ExitCode.Refused;
                }

                var applied = await run.Server.Policy.ApplyAsync(policy.Text, run.Get(reason), cancel);
                Plan.Warn(run.Terminal, applied.Warnings);
                return run.Answer(
                    applied,
                    ProtocolJson.Default.PolicyDto,
                    (_, dto) => run.Done(Say(policy.File, dto, run.Get(reason)))
                );
            }
        );
        return verb;
    }

    private static string Say(string file, PolicyDto policy, string? reason) =>
        policy.Changed == false
            ? $"Nothing changed: {file} is in force already, as revision {policy.Revision} of the policy."
                + (string.IsNullOrEmpty(reason) ? "" : " The reason was not kept.")
            : $"{file} is in force as revision {policy.Revision} of the policy.";
}
