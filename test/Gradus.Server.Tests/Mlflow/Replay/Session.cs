using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gradus.Server.Tests.Mlflow.Replay;

/// <summary>Plays recorded exchanges to a server, with the ids that MLflow had generated replaced by the server's own.</summary>
internal sealed class Session(TestServer server)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>Plays one exchange. The recorded response comes back with the server's ids in it.</summary>
    public async Task<(Answer Answer, JsonNode? Recorded)> PlayAsync(
        Exchange exchange,
        CancellationToken cancellationToken
    )
    {
        using var content = ContentOf(exchange);
        using var response = await server.SendRawAsync(
            new HttpMethod(exchange.Method),
            Replace(exchange.Path) + QueryOf(exchange),
            content,
            cancellationToken
        );
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        foreach (var path in exchange.Captures.Values)
        {
            Learn(Dig(exchange.Response, path), Dig(Answer.Parse(text), path));
        }

        return (Answer.Of((int)response.StatusCode, text), Replace(exchange.Response));
    }

    private string QueryOf(Exchange exchange) =>
        exchange.Query.Count == 0
            ? ""
            : "?"
                + string.Join(
                    '&',
                    exchange.Query.Select(field =>
                        $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(Replace(field.Value))}"
                    )
                );

    private ByteArrayContent? ContentOf(Exchange exchange)
    {
        var bytes = exchange switch
        {
            { RawBody: { } raw } => Encoding.Latin1.GetBytes(Replace(raw)),
            { Body: { } body } => Encoding.UTF8.GetBytes(Replace(body)!.ToJsonString()),
            _ => null,
        };
        if (bytes is null)
        {
            return null;
        }

        var content = new ByteArrayContent(bytes);
        var type = exchange.Headers is null ? "application/json" : exchange.Headers.GetValueOrDefault("Content-Type");
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private void Learn(string? recorded, string? own)
    {
        if (!string.IsNullOrEmpty(recorded) && !string.IsNullOrEmpty(own))
        {
            _ids[recorded] = own;
        }
    }

    private static string? Dig(JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, key) => (at as JsonObject)?[key])?.ToString();

    private string Replace(string text) =>
        _ids.Aggregate(text, (now, id) => now.Replace(id.Key, id.Value, StringComparison.Ordinal));

    private JsonNode? Replace(JsonNode? node) =>
        node switch
        {
            JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Replace(f.Value)))),
            JsonArray items => new JsonArray([.. items.Select(Replace)]),
            JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Replace(text)),
            _ => node?.DeepClone(),
        };
}
