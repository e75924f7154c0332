using System.Text.Json.Nodes;

namespace Gradus.Server.Tests.Mlflow.Replay;

/// <summary>One recorded request and what MLflow's server answered.</summary>
internal sealed record Exchange(
    int Number,
    string Label,
    string Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    JsonNode? Body,
    string? RawBody,
    IReadOnlyDictionary<string, string>? Headers,
    int Status,
    JsonNode? Response,
    string? ResponseText,
    IReadOnlyDictionary<string, string> Captures
)
{
    /// <summary>The exchanges of a recording, in order.</summary>
    public static IReadOnlyList<Exchange> Load(string recording) =>
        [
            .. File.ReadLines(System.IO.Path.Join(AppContext.BaseDirectory, "Mlflow", "wire", $"{recording}.jsonl"))
                .Select(line => Read(JsonNode.Parse(line)!.AsObject())),
        ];

    private static Exchange Read(JsonObject line) =>
        new(
            Number: (int)line["n"]!,
            Label: (string)line["label"]!,
            Method: (string)line["method"]!,
            Path: (string)line["path"]!,
            Query: ReadQuery(line["query"]),
            Body: line["body"],
            RawBody: (string?)line["raw_body"],
            Headers: line["request_headers"]?.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!),
            Status: (int)line["status"]!,
            Response: line["response"],
            ResponseText: (string?)line["response_text"],
            Captures: line["capture"]?.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!) ?? []
        );

    private static IReadOnlyList<KeyValuePair<string, string>> ReadQuery(JsonNode? query) =>
        query switch
        {
            JsonObject fields =>
            [
                .. fields.SelectMany(field =>
                    field.Value is JsonArray many
                        ? many.Select(value => KeyValuePair.Create(field.Key, value!.ToString()))
                        : [KeyValuePair.Create(field.Key, field.Value!.ToString())]
                ),
            ],
            JsonArray pairs =>
            [
                .. pairs.Select(pair => KeyValuePair.Create(pair![0]!.ToString(), pair[1]!.ToString())),
            ],
            _ => [],
        };
}
