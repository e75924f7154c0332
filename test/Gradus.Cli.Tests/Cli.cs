using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.Tests;

/// <summary>The program as a test runs it: in this process, with streams that are not terminals and its own environment.</summary>
internal static class Cli
{
    public sealed record Outcome(int ExitCode, string Output, string Error)
    {
        /// <summary>The one line of complaint; fails if there are more or fewer.</summary>
        public string Complaint
        {
            get
            {
                Output.ShouldBeEmpty();
                return Error.TrimEnd('\n').Split('\n').ShouldHaveSingleItem();
            }
        }
    }

    public static Task<Outcome> RunAsync(params string[] args) => RunAsync("gradus", [], args);

    public static Task<Outcome> RunAsync(Gradus.Testing.FakeServer server, params string[] args) =>
        RunAsync("gradus", new() { ["GRADUS_SERVER"] = server.Address.ToString() }, args);

    public static async Task<Outcome> RunAsync(
        string name,
        Dictionary<string, string> environment,
        params string[] args
    )
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, IsRich: false, IsErrorRich: false);
        var exitCode = await new Session(name, terminal, environment.GetValueOrDefault).RunAsync(args);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }
}
