using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Policies;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary>A policy file on this machine. It is read here first, so that its problems are told with their places and without a server.</summary>
/// <param name="File">Its path, as typed.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Problems">All that is wrong with it.</param>
internal sealed record PolicyText(string File, string Text, IReadOnlyList<PolicyProblem> Problems)
{
    /// <summary>What the file is called unless told otherwise.</summary>
    public const string DefaultFile = "gradus.yaml";

    /// <summary>The file that a command is about.</summary>
    public static Argument<string> Argument() =>
        new("file")
        {
            HelpName = "FILE",
            Description = $"The policy file (default {DefaultFile}).",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => DefaultFile,
        };

    /// <summary>Reads a file.</summary>
    public static async Task<PolicyText> ReadAsync(string file, CancellationToken cancel)
    {
        if (Directory.Exists(file))
        {
            throw new IOException(
                $"'{file}' is a folder; name the policy file in it, e.g. {Path.Join(file, DefaultFile)}"
            );
        }

        if (!System.IO.File.Exists(file))
        {
            throw new FileNotFoundException(
                $"There is no policy file '{file}'. Write one to begin with: gradus policy init team"
            );
        }

        var text = await System.IO.File.ReadAllTextAsync(file, cancel);
        return new PolicyText(file, text, PolicyFile.Parse(text).Problems);
    }

    /// <summary>Reads a file that must have no problem: else they are all told, and the result is null.</summary>
    public static async Task<PolicyText?> ReadValidAsync(Run run, string file, CancellationToken cancel)
    {
        var policy = await ReadAsync(file, cancel);
        if (policy.Problems.Count == 0)
        {
            return policy;
        }

        policy.Tell(run);
        return null;
    }

    /// <summary>Tells whether the file is a policy, and else every problem as compilers do.</summary>
    public int Tell(Run run)
    {
        var check = new PolicyCheckDto(
            Problems.Count == 0,
            [.. Problems.Select(p => new PolicyProblemDto(p.Line, p.Column, p.Path, p.Message))]
        );
        run.Answer(
            check,
            ProtocolJson.Default.PolicyCheckDto,
            (terminal, _) =>
            {
                foreach (var problem in Problems)
                {
                    terminal.Line($"{File}:{problem}");
                }

                if (Problems.Count == 0)
                {
                    run.Done($"{File} is a policy without a problem.");
                }
            }
        );
        return check.Valid ? ExitCode.Done : ExitCode.Refused;
    }
}
