using Gradus.Serving.Capture;
using Gradus.Serving.Http;
using Gradus.Serving.Inputs;
using Gradus.Serving.Models;
using Gradus.Serving.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Gradus.Serving.Mlflow;

/// <summary>MLflow's scoring protocol: /invocations, /ping and /version, below each model's path, and at the root if there is one only.</summary>
internal static class ScoringEndpoints
{
    private const string Csv = "text/csv";
    private const string Json = "application/json";

    public static void MapScoring(this WebApplication app)
    {
        app.MapPost(
            "/invocations",
            (ServedModels models, Captures captures, HttpContext context) =>
                InvokeAsync(models.GetOnly(), captures, context)
        );
        app.MapGet("/ping", (ServedModels models) => Ping(models.GetOnly()));
        app.MapGet("/version", () => TypedResults.Text(Health.Version));

        var model = app.MapGroup("/models/{model}/{segment}");
        model.MapPost(
            "/invocations",
            (string model, string segment, ServedModels models, Captures captures, HttpContext context) =>
                InvokeAsync(models.Get(model, segment), captures, context)
        );
        model.MapGet("/ping", (string model, string segment, ServedModels models) => Ping(models.Get(model, segment)));
        model.MapGet(
            "/version",
            (string model, string segment, ServedModels models) =>
            {
                _ = models.Get(model, segment);
                return TypedResults.Text(Health.Version);
            }
        );
    }

    // MLflow's own answers with a line feed.
    private static ContentHttpResult Ping(ServedModel served)
    {
        _ = served.Get();
        return TypedResults.Text("\n", Json);
    }

    private static async Task InvokeAsync(ServedModel served, Captures captures, HttpContext context)
    {
        var caller = Caller.Of(context.Request);
        using var arrival = served.Choose(caller).Pool.Expect();
        var input = await ReadAsync(context.Request, context.RequestAborted);
        var prediction = await served.AskAsync(
            caller,
            arrival,
            version => input.Bind(version.Binding),
            context.RequestAborted
        );
        VersionHeaders.Add(context.Response, prediction.Version);
        var table = (input as RequestInput.Rows)?.Table;
        await JsonAnswer.WriteAsync(
            context,
            json => Predictions.Write(json, prediction.Outputs, table is null ? null : prediction.Rows)
        );
        captures.Offer(served, context.Request, table?.Columns, prediction);
    }

    private static async Task<RequestInput> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            throw Unsupported(request.ContentType);
        }

        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(Refusal.UnsupportedType("The scoring server only supports UTF-8"));
        }

        switch (type.MediaType.Value?.ToLowerInvariant())
        {
            case Csv:
                return await ScoringCsv.ReadAsync(request, cancellationToken);
            case Json:
                using (var body = await RequestJson.ReadAsync(request, cancellationToken))
                {
                    return ScoringJson.Read(body.RootElement);
                }

            default:
                throw Unsupported(request.ContentType);
        }
    }

    private static RefusedException Unsupported(string? type) =>
        new(
            Refusal.UnsupportedType(
                $"This predictor only supports the following content types: {Csv}, {Json}. Got '{type}'."
            )
        );
}
