using System.Globalization;
using Gradus.Cli.Promotions;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Reports;

/// <summary>One line of a report: a gate, another condition, or how it all came out.</summary>
/// <param name="Kind">gate, verification, outcome, or the kind of a condition: version, approval, soak, freeze, line.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Result">Passed, Failed, Inconclusive, Error, Skipped, Waived, or Waiting for one that has none yet.</param>
/// <param name="Message">The value and the rule.</param>
/// <param name="Unblock">What would make it pass; may be empty.</param>
/// <param name="ReportOnly">Whether it blocks nothing.</param>
/// <param name="Seconds">How long it took, where that is known.</param>
internal sealed record ReportCase(
    string Kind,
    string Name,
    string Result,
    string Message,
    string Unblock = "",
    bool ReportOnly = false,
    double Seconds = 0
)
{
    /// <summary>Whether it lets the version through, or blocks nothing.</summary>
    public bool IsGood => Result is "Passed" or "Waived" || ReportOnly;
}

/// <summary>What came of a promotion or its plan, as CI systems are told it.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version; null if none was picked.</param>
/// <param name="Stage">The stage it wants into.</param>
/// <param name="Verdict">A word: Succeeded, Refused, Errored, Gating …; Ready or Blocked for a plan.</param>
/// <param name="Sentence">What happened.</param>
/// <param name="Facts">What else there is to know, in its order.</param>
/// <param name="Cases">Every gate and condition, and last the outcome.</param>
/// <param name="At">When it began, in Unix milliseconds; null if it never did.</param>
/// <param name="Work">How long the work took that the gates rest on, in seconds: several gates may rest on the same.</param>
internal sealed record GateReport(
    string Model,
    int? Version,
    string Stage,
    string Verdict,
    string Sentence,
    IReadOnlyList<(string Name, string Value)> Facts,
    IReadOnlyList<ReportCase> Cases,
    long? At = null,
    double? Work = null
)
{
    /// <summary>E.g. "churn/3 → Production".</summary>
    public string Title => Version is { } version ? $"{Model}/{version} → {Stage}" : $"{Model} → {Stage}";

    /// <summary>Whether what was asked for is done, or would be.</summary>
    public bool IsGood => Verdict is "Succeeded" or "Ready";

    /// <summary>The report on a promotion as it stands.</summary>
    public static GateReport Of(PromotionDto promotion)
    {
        var outcome = promotion switch
        {
            { Open: true } => "Waiting",
            { Phase: "Succeeded" } => "Passed",
            { Phase: "Errored" } => "Error",
            _ => "Failed",
        };
        return new GateReport(
            promotion.Model,
            promotion.Version,
            promotion.Stage,
            promotion.Phase,
            promotion.Outcome,
            [
                ("promotion", promotion.Id),
                ("policy revision", promotion.PolicyRevision.ToString(CultureInfo.InvariantCulture)),
                ("asked by", promotion.Actor),
                .. promotion.Binding is { } binding ? [("binding", binding)] : Array.Empty<(string, string)>(),
            ],
            [
                .. promotion.Gates.Select(gate => Of(gate, "gate", "", promotion.Evidence)),
                .. promotion.Verifications.Select(gate => Of(gate, "verification", "", promotion.Evidence)),
                new ReportCase("outcome", "outcome", outcome, promotion.Outcome),
            ],
            promotion.CreatedAt,
            promotion
                .Evidence.Where(found =>
                    promotion.Gates.Concat(promotion.Verifications).Any(gate => gate.Evidence.Contains(found.Id))
                )
                .Sum(SecondsOf)
        );
    }

    /// <summary>The report on a plan.</summary>
    public static GateReport Of(PlanDto plan)
    {
        var unmet = PlanReport.Unmet(plan).Count();
        var sentence = plan.Ready ? "It would be applied at once." : $"Conditions that are not met: {unmet}.";
        return new GateReport(
            plan.Model,
            plan.Version,
            plan.To,
            plan.Ready ? "Ready" : "Blocked",
            sentence,
            [
                ("policy revision", plan.PolicyRevision.ToString(CultureInfo.InvariantCulture)),
                ("plan digest", plan.Digest),
            ],
            [
                .. plan.Gates.Select(gate => Of(gate, "gate", UnblockOf(plan, gate), [])),
                .. plan.Conditions.Where(condition => condition.Kind != "gate").Select(Of),
                new ReportCase("outcome", "outcome", plan.Ready ? "Passed" : "Failed", sentence),
            ]
        );
    }

    /// <summary>The report where it did not come to a promotion.</summary>
    public static GateReport Of(string model, PromotionRequestDto request, Exception failure)
    {
        var refusal = failure as GradusException;
        return new GateReport(
            model,
            request.Version,
            request.Stage,
            refusal is null ? "Failed" : "Refused",
            failure.Message,
            refusal?.Problem.RequestId is { } id ? [("request", id)] : [],
            [
                .. (refusal?.Problem.Unmet ?? []).Select(Of),
                new ReportCase("outcome", "outcome", refusal is null ? "Error" : "Failed", failure.Message),
            ]
        );
    }

    private static ReportCase Of(GateDto gate, string kind, string unblock, IReadOnlyList<EvaluationDto> evidence) =>
        new(
            kind,
            gate.Name,
            gate.Result ?? "Waiting",
            gate.Message,
            unblock,
            gate.ReportOnly,
            evidence.Where(found => gate.Evidence.Contains(found.Id)).Sum(SecondsOf)
        );

    private static double SecondsOf(EvaluationDto found) => (found.FinishedAt - found.StartedAt) / 1000.0;

    private static ReportCase Of(ConditionDto condition) =>
        new(
            condition.Kind,
            condition.Name,
            condition.Met ? "Passed" : "Failed",
            condition.Message,
            condition.Unblock,
            condition.ReportOnly
        );

    private static string UnblockOf(PlanDto plan, GateDto gate) =>
        plan.Conditions.FirstOrDefault(condition => condition.Kind == "gate" && condition.Name == gate.Name)?.Unblock
        ?? "";
}
