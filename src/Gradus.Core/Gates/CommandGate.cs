using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when a test command, run by a worker on the candidate's files, exits with 0. 1 is Failed, 2 Inconclusive, anything
/// else Error.
/// </summary>
/// <param name="Command">What is run.</param>
/// <param name="Limits">How much it may use; null for the promotion's.</param>
public sealed record CommandGate(CommandSpec Command, Limits? Limits) : IGate
{
    /// <inheritdoc/>
    public string Kind => "command";

    /// <inheritdoc/>
    public string Name => Command.Name;

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) => Outside.Needs(input, TaskFor(input));

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) => Outside.Evaluate(input, TaskFor(input), Command.Name);

    private WorkTask TaskFor(GateInput input) =>
        Outside.Told(new WorkTask(WorkKind.Command, Limits ?? input.Limits, Command: Command), input);
}
