using System.Reflection;
using System.Text.Json;
using Gradus.Serving.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Serving.Http;

/// <summary>/health: whether everything is served. /status: by which version each, and what is wrong.</summary>
internal static class Health
{
    /// <summary>Gradus's own version.</summary>
    public static string Version { get; } =
        typeof(Health)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", Answer);
        app.MapGet("/status", StatusAsync);
    }

    private static ContentHttpResult Answer(ServedModels models) =>
        models.AreReady
            ? TypedResults.Text("OK")
            : TypedResults.Text(
                string.Join('\n', models.All.Where(served => served.Current is null).Select(NotLoaded)),
                statusCode: StatusCodes.Status503ServiceUnavailable
            );

    private static string NotLoaded(ServedModel served) =>
        $"{served.Uri} has no version loaded.{(served.Problem is { } why ? $" {why}" : "")}";

    private static Task StatusAsync(ServedModels models, HttpContext context) =>
        JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("models");
                foreach (var served in models.All)
                {
                    Write(json, served);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    private static void Write(Utf8JsonWriter json, ServedModel served)
    {
        json.WriteStartObject();
        json.WriteString("uri", served.Uri.ToString());
        json.WriteString("path", $"/models/{served.Uri.Model}/{served.Uri.Segment}");
        if (served.Current is { } current)
        {
            json.WriteNumber("version", current.Number);
            json.WriteString("digest", current.Digest);
            json.WriteNumber("since", current.Since.ToUnixTimeMilliseconds());
            json.WriteNumber("waiting", current.Pool.Waiting);
            json.WriteStartArray("processes");
            foreach (var id in current.Pool.ProcessIds)
            {
                json.WriteNumberValue(id);
            }

            json.WriteEndArray();
        }

        if (served.Problem is { } problem)
        {
            json.WriteString("problem", problem);
        }

        json.WriteEndObject();
    }
}
