using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>Passes when a webhook, asked by a worker, answers with the verdict Passed.</summary>
/// <param name="Webhook">Who is asked.</param>
/// <param name="Limits">How long it may take; null for the promotion's.</param>
public sealed record WebhookGate(WebhookSpec Webhook, Limits? Limits) : IGate
{
    /// <inheritdoc/>
    public string Kind => "http";

    /// <inheritdoc/>
    public string Name => Webhook.Name;

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) => Outside.Needs(input, TaskFor(input));

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) => Outside.Evaluate(input, TaskFor(input), Webhook.Name);

    private WorkTask TaskFor(GateInput input) =>
        Outside.Told(new WorkTask(WorkKind.Http, Limits ?? input.Limits, Webhook: Webhook), input);
}
