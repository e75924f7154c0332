using Gradus.Serving.Hosting;
using Gradus.Serving.Http;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Gradus.Serving.Traffic;

/// <summary>Tells other systems what the meter counts: whoever asks /metrics, and a collector where there is one.</summary>
internal static class MeterExport
{
    /// <summary>The variable that names the collector, as OpenTelemetry has it.</summary>
    public const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Listens to the meter.</summary>
    public static void AddMeterExport(this IServiceCollection services, ServingOptions options) =>
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                // What OpenTelemetry's own variables say comes last, so it holds.
                resource
                    .Clear()
                    .AddService("gradus-serving", serviceVersion: Health.Version, serviceInstanceId: options.Name)
                    .AddTelemetrySdk()
                    .AddEnvironmentVariableDetector()
            )
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(ServingMeter.Name).AddPrometheusExporter();
                if (options.Collector is not null)
                {
                    // Where it is, and how it is spoken to, the exporter reads from OpenTelemetry's variables itself.
                    metrics.AddOtlpExporter();
                }
            });

    /// <summary>Answers /metrics in Prometheus's text.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
