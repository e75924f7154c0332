using System.Reflection;
using System.Text.Json;
using Gradus.Serving.Capture;
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

    private static Task StatusAsync(ServedModels models, Captures captures, HttpContext context) =>
        JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("models");
                foreach (var served in models.All)
                {
                    Write(json, served, captures);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    private static void Write(Utf8JsonWriter json, ServedModel served, Captures captures)
    {
        json.WriteStartObject();
        json.WriteString("uri", served.Uri.ToString());
        json.WriteString("path", $"/models/{served.Uri.Model}/{served.Uri.Segment}");
        var lineup = served.Lineup;
        if (lineup.Current is { } current)
        {
            Write(json, current);
        }

        if (lineup.Split is { } split)
        {
            json.WriteStartObject("candidate");
            Write(json, split.Candidate);
            json.WriteString("split", split.Step.Id);
            json.WriteNumber("step", split.Step.Number);
            json.WriteNumber("steps", split.Step.Steps);
            json.WriteNumber("share", split.Step.Share);
            json.WriteBoolean("mirror", split.Step.IsMirror);
            if (split.Step.KeyHeader is { } header)
            {
                json.WriteString("key", header);
            }

            json.WriteEndObject();
        }

        if (served.Standby is { } standby)
        {
            json.WriteNumber("standby", standby.Number);
        }

        if (captures.Options.IsOn)
        {
            Write(json, captures.Options, captures.CountOf(served));
        }

        if (lineup.Problem is { } problem)
        {
            json.WriteString("problem", problem);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CaptureOptions options, CaptureCount count)
    {
        json.WriteStartObject("capture");
        json.WriteNumber("share", options.Share);
        json.WriteNumber("captured", count.Kept);
        json.WriteNumber("dropped", count.Dropped);
        if (count.Problem is { } problem)
        {
            json.WriteString("problem", problem);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServedVersion version)
    {
        json.WriteNumber("version", version.Number);
        json.WriteString("digest", version.Digest);
        json.WriteNumber("since", version.Since.ToUnixTimeMilliseconds());
        json.WriteNumber("waiting", version.Pool.Waiting);
        json.WriteStartArray("processes");
        foreach (var id in version.Pool.ProcessIds)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
        var count = version.Count.Read();
        json.WriteStartObject("traffic");
        json.WriteNumber("requests", count.Requests);
        json.WriteNumber("failures", count.Failures);
        json.WriteNumber("compared", count.Compared);
        json.WriteNumber("agreed", count.Agreed);
        json.WriteEndObject();
    }
}
