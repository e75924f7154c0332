using System.Text.Json.Nodes;

namespace Gradus.Server.Tests.Mlflow.Replay;

/// <summary>
/// An exchange that Gradus answers otherwise than MLflow did, on purpose: with what, and why. Or, for an old recording, the
/// rule that whatever differs is answered as the newer MLflow does.
/// </summary>
/// <param name="Recording">The recording it is about.</param>
/// <param name="Number">Which exchange; 0 for the rule.</param>
/// <param name="Label">The exchange's label.</param>
/// <param name="Reason">Why the difference is right.</param>
/// <param name="Status">Our status.</param>
/// <param name="Answer">Our answer, normalised.</param>
/// <param name="As">The newer recording that a rule follows.</param>
internal sealed record DeliberateDifference(
    string Recording,
    int Number,
    string Label,
    string Reason,
    int Status,
    JsonNode? Answer,
    string? As
)
{
    private static readonly string ListFile = Path.Join(
        AppContext.BaseDirectory,
        "Mlflow",
        "deliberate-differences.jsonl"
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DeliberateDifference> Load() =>
        [.. File.ReadLines(ListFile).Where(line => line.Length > 0).Select(line => Read(JsonNode.Parse(line)!))];

    private static DeliberateDifference Read(JsonNode line) =>
        new(
            Recording: (string)line["file"]!,
            Number: (int?)line["n"] ?? 0,
            Label: (string?)line["label"] ?? "",
            Reason: (string)line["reason"]!,
            Status: (int?)line["status"] ?? 0,
            Answer: line["answer"],
            As: (string?)line["as"]
        );
}
