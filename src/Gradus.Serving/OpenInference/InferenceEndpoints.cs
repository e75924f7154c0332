using Gradus.Serving.Capture;
using Gradus.Serving.Http;
using Gradus.Serving.Inputs;
using Gradus.Serving.Models;

namespace Gradus.Serving.OpenInference;

/// <summary>The Open Inference Protocol, version 2, over REST: /v2 and what is below it.</summary>
/// <remarks>Source: https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md</remarks>
internal static class InferenceEndpoints
{
    private const string Name = "gradus";

    public static void MapOpenInference(this WebApplication app)
    {
        var protocol = app.MapGroup("/v2");
        protocol.MapGet("", DescribeServerAsync);
        protocol.MapGet("/health/live", (HttpContext context) => AnswerAsync(context, "live", true));
        protocol.MapGet(
            "/health/ready",
            (ServedModels models, HttpContext context) => AnswerAsync(context, "ready", models.AreReady)
        );
        foreach (var path in (string[])["/models/{model}", "/models/{model}/versions/{version}"])
        {
            var group = protocol.MapGroup(path);
            group.MapGet("", DescribeAsync);
            group.MapGet("/ready", ReadyAsync);
            group.MapPost("/infer", InferAsync);
        }
    }

    private static Task DescribeServerAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("name", Name);
                json.WriteString("version", Health.Version);
                json.WriteStartArray("extensions");
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    private static Task AnswerAsync(HttpContext context, string what, bool isSo)
    {
        context.Response.StatusCode = isSo ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteBoolean(what, isSo);
                json.WriteEndObject();
            }
        );
    }

    private static Task DescribeAsync(string model, string? version, ServedModels models, HttpContext context)
    {
        var served = models.GetByName(model, version);
        var lineup = served.Lineup;
        var described = (version is null ? null : lineup.Find(version)) ?? lineup.Current ?? served.Get();
        VersionHeaders.Add(context.Response, described);
        return JsonAnswer.WriteAsync(context, json => ModelMetadata.Write(json, model, lineup.Versions, described));
    }

    private static Task ReadyAsync(string model, string? version, ServedModels models, HttpContext context)
    {
        var isReady = models.GetByName(model, version).Current is not null;
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonAnswer.WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("name", model);
                json.WriteBoolean("ready", isReady);
                json.WriteEndObject();
            }
        );
    }

    private static async Task InferAsync(
        string model,
        string? version,
        ServedModels models,
        Captures captures,
        HttpContext context
    )
    {
        var served = models.GetByName(model, version);
        var caller = Caller.Of(context.Request, version);
        using var arrival = served.Choose(caller).Pool.Expect();
        InferenceRequest request;
        using (var body = await RequestJson.ReadAsync(context.Request, context.RequestAborted))
        {
            request = InferenceRequest.Read(body.RootElement);
        }

        var prediction = await served.AskAsync(
            caller,
            arrival,
            answering => request.Bind(answering.Pool.Form),
            context.RequestAborted
        );
        VersionHeaders.Add(context.Response, prediction.Version);
        await JsonAnswer.WriteAsync(context, json => InferenceAnswer.Write(json, model, request, prediction));
        captures.Offer(served, context.Request, null, prediction);
    }
}
