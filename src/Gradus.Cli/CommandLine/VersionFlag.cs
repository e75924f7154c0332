using System.CommandLine;
using System.CommandLine.Invocation;

namespace Gradus.Cli.CommandLine;

/// <summary>--version on the program itself. Not on its commands, where it names a model's version.</summary>
internal sealed class VersionFlag : Option<bool>
{
    public VersionFlag()
        : base("--version")
    {
        Arity = ArgumentArity.Zero;
        Description = "Show the version of this program.";
        Action = new Show();
    }

    private sealed class Show : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override int Invoke(ParseResult parseResult)
        {
            using var run = new Run(parseResult);
            return Shell.Version.Print(run);
        }
    }
}
