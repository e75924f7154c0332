using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Protocol.Holds;

namespace Gradus.Cli.Holds;

/// <summary>What a hold is on: a model or all, a stage or all.</summary>
internal sealed class HoldScope
{
    private readonly Argument<string?> _model = new("model")
    {
        HelpName = "MODEL",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The registered model's name (default: all models).",
    };

    private readonly Option<string?> _stage = Words.TextOption("--stage", "STAGE", "The stage (default: all stages).");

    public void AddTo(Command command)
    {
        command.Arguments.Add(_model);
        command.Options.Insert(0, _stage);
    }

    public (string? Model, string? Stage) Read(Run run) => (run.Get(_model), run.Get(_stage));

    /// <summary>E.g. "'churn' into Production", "all models into every stage".</summary>
    public static string Say(string? model, string? stage) =>
        $"{(model is null ? "all models" : $"'{model}'")} into {stage ?? "every stage"}";

    public static string Say(HoldDto hold) => Say(hold.Model, hold.Stage);

    /// <summary>The command that lifts a stop of the line: <c>resume</c> where its words name no other, else by its id.</summary>
    /// <param name="stop">The stop.</param>
    /// <param name="stops">All stops in force.</param>
    /// <param name="program">What the program was called as.</param>
    public static string Lifting(HoldDto stop, IEnumerable<HoldDto> stops, string program) =>
        stops.Count(other => (other.Model, other.Stage) == (stop.Model, stop.Stage)) > 1
            ? $"{program} holds lift {stop.Id}"
            : $"{program} resume{Typed(stop)}";

    // With a space before each word; none for everything.
    private static string Typed(HoldDto hold) =>
        $"{(hold.Model is { } model ? $" {Processes.Typed.Quoted(model)}" : "")}{(hold.Stage is { } stage ? $" --stage {Processes.Typed.Quoted(stage)}" : "")}";
}
