using System.CommandLine;
using System.CommandLine.Invocation;

namespace Gradus.Cli.CommandLine;

/// <summary>-h, --help: on every command.</summary>
internal sealed class HelpFlag : Option<bool>
{
    public HelpFlag()
        : base("--help", "-h", "-?")
    {
        Recursive = true;
        Arity = ArgumentArity.Zero;
        Description = "Show this help.";
        Action = new Show();
    }

    private sealed class Show : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var session = ((Root)parseResult.RootCommandResult.Command).Session;
            new HelpPage(session.Name, session.Terminal).Print(parseResult.CommandResult.Command);
            return ExitCode.Done;
        }
    }
}
