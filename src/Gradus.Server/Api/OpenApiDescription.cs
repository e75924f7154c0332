using Gradus.Server.Http;
using Microsoft.AspNetCore.OpenApi;
using Scalar.AspNetCore;

namespace Gradus.Server.Api;

/// <summary>How the native API describes itself: the OpenAPI document, and the page that shows it.</summary>
internal static class OpenApiDescription
{
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = route => route.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddOperationTransformer(OpenApiProblems.DescribeAsync);
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "Gradus";
                document.Info.Version = Health.Version;
                document.Info.Description =
                    "The native API. Times are Unix milliseconds; digests are \"sha256:\" and 64 hexadecimal digits; "
                    + "errors are problem details with a machine-readable code.";
                document.Servers?.Clear();
                return Task.CompletedTask;
            }
        );
    }

    /// <summary>The reference page loads nothing from elsewhere.</summary>
    public static void Configure(ScalarOptions reference, string documentName) =>
        reference
            .WithTitle("Gradus API")
            .WithOpenApiRoutePattern($"/api/{documentName}/openapi.json")
            .DisableDefaultFonts()
            .DisableTelemetry();
}
