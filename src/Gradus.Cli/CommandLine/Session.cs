using System.CommandLine;
using Gradus.Cli.Processes;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Client;

namespace Gradus.Cli.CommandLine;

/// <summary>One run of the program: the name it was called by, its streams, its environment; arguments in, an exit code out.</summary>
/// <param name="Name">What the program was called as: <c>gradus</c> or <c>mlflow</c>.</param>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Environment">Reads an environment variable; null if it is not set.</param>
internal sealed record Session(string Name, Terminal Terminal, Func<string, string?> Environment)
{
    // After Ctrl+C a command may still have something to put away, such as a server it started.
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(15);

    private static readonly ParserConfiguration Parsing = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    /// <summary>The session that this process was started for.</summary>
    public static Session OfThisProcess() =>
        new(CalledName.OfThisProcess(), Terminal.OfThisProcess(), System.Environment.GetEnvironmentVariable);

    /// <summary>Carries a command line out. Never throws: what goes wrong is one line and an exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var root = new Root(this);
        if (args.Count == 0)
        {
            new HelpPage(Name, Terminal).Print(root);
            return ExitCode.Done;
        }

        var parsed = root.Parse(args, Parsing);
        if (RealMlflow.IsMeant(this, parsed))
        {
            return RealMlflow.Become(this, parsed, args);
        }

        if (UsageError.In(parsed, Name) is { } wrong)
        {
            return Fail(args, ExitCode.Usage, new ProblemDto(null, "Usage", null, wrong, "usage", null, null));
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = CleanUpTime,
                    Output = Terminal.Output,
                    Error = Terminal.Error,
                }
            );
        }
        catch (Exception e)
        {
            var isWrongUse = e is UsageException or UnreadableException;
            return Fail(args, isWrongUse ? ExitCode.Usage : ExitCode.Refused, ProblemOf(e));
        }
    }

    private ProblemDto ProblemOf(Exception exception) =>
        exception switch
        {
            UnreadableException { InnerException: { } cause } => ProblemOf(cause),
            OperationCanceledException => Problem("Cancelled.", "cancelled"),
            UsageException e => Problem(e.Message, "usage"),
            RefusedException e => Problem(e.Message, e.Code),
            GradusException e => e.Problem with { Detail = e.Message, Status = e.Status },
            GradusUnreachableException e => Problem(WithAdvice(e), "unreachable"),
            IOException or UnauthorizedAccessException => Problem(LocalFailure.Say(exception), "local"),
            // A bug. Whoever meets it gets its kind and message, and the trace by asking for it.
            _ => Problem(
                "Gradus failed unexpectedly: "
                    + (
                        Environment("GRADUS_TRACE") is null
                            ? $"{exception.GetType().Name}: {exception.Message}"
                            : exception.ToString()
                    ),
                "bug"
            ),
        };

    private int Fail(IReadOnlyList<string> args, int exitCode, ProblemDto problem)
    {
        if (args.Contains("--json"))
        {
            Terminal.Error.WriteLine(Json.Of(problem, ProtocolJson.Default.ProblemDto, indented: false));
        }
        else
        {
            Terminal.Complain(problem.Detail ?? "");
        }

        return exitCode;
    }

    private static ProblemDto Problem(string detail, string code) => new(null, null, null, detail, code, null, null);

    private static string WithAdvice(GradusUnreachableException e)
    {
        if (!e.NothingListens)
        {
            return e.Message + ".";
        }

        var port = e.Address is { IsLoopback: true, Port: not 5000 } ? $" --port {e.Address.Port}" : "";
        return $"{e.Message}. Start one with: gradus server{port}";
    }
}
