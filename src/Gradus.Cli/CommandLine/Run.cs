using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Gradus.Cli.Connecting;
using Gradus.Cli.Screen;
using Gradus.Protocol;

namespace Gradus.Cli.CommandLine;

/// <summary>What a verb works with: its options' values, the server, and the two ways of answering, for people and for programs.</summary>
internal sealed class Run(ParseResult parsed) : IDisposable
{
    private GradusClient? _server;

    public Session Session { get; } = ((Root)parsed.RootCommandResult.Command).Session;

    public Terminal Terminal => Session.Terminal;

    /// <summary>Whether the answer is the API's JSON.</summary>
    public bool Json => parsed.GetValue(GlobalOptions.Json);

    public ParseResult Parsed => parsed;

    /// <summary>The server that the command line or the environment names.</summary>
    public GradusClient Server =>
        _server ??= new GradusClient(
            ServerAddress
                .Choose(parsed.GetValue(GlobalOptions.Server), Session.Environment)
                .ToOptions(Session.Environment)
        );

    /// <summary>A value that has a default or is required.</summary>
    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Whether an option was typed.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Answers with a value: as JSON, or as the verb prints it for people.</summary>
    public int Answer<T>(T value, JsonTypeInfo<T> type, Action<Terminal, T> print)
    {
        if (Json)
        {
            Terminal.Output.WriteLine(CommandLine.Json.Of(value, type, indented: Terminal.IsRich));
        }
        else
        {
            print(Terminal, value);
        }

        return ExitCode.Done;
    }

    /// <summary>Answers with one sentence where the API answers nothing.</summary>
    public int Done(string sentence)
    {
        if (!Json)
        {
            Terminal.Line(Tone.Good.Of("✓ "), sentence);
        }

        return ExitCode.Done;
    }

    /// <summary>Hands out a JSON document: into the file, said with one sentence, or to the screen.</summary>
    public async Task<int> HandOutAsync<T>(
        T document,
        JsonTypeInfo<T> type,
        string? file,
        string sentence,
        CancellationToken cancel
    )
    {
        var text = CommandLine.Json.Of(document, type, indented: true);
        if (file is null)
        {
            Terminal.Output.WriteLine(text);
            return ExitCode.Done;
        }

        await File.WriteAllTextAsync(file, text + "\n", cancel);
        return Done(sentence);
    }

    public void Dispose() => _server?.Dispose();
}
