using System.Text.Json.Serialization;
using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow;

/// <summary>An error as MLflow's clients read it.</summary>
internal sealed record MlflowErrorDto(string ErrorCode, string Message);

/// <summary>Turns refusals into MLflow's error codes and statuses.</summary>
internal static class MlflowErrors
{
    private static readonly string[] Prefixes = ["/api/2.0/", "/ajax-api/", "/api/3.0/"];

    /// <summary>Whether clients of this path expect MLflow's errors.</summary>
    public static bool Speaks(PathString path) =>
        Prefixes.Any(prefix => path.Value!.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Answers with a status and the error's code and message.</summary>
    public static Task WriteAsync(HttpContext context, int status, Error error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new MlflowErrorDto(CodeOf(error.Code), error.Message),
            MlflowJson.Default.MlflowErrorDto
        );
    }

    private static string CodeOf(ErrorCode code) =>
        code switch
        {
            ErrorCode.Invalid => "INVALID_PARAMETER_VALUE",
            ErrorCode.AlreadyExists => "RESOURCE_ALREADY_EXISTS",
            ErrorCode.Conflict or ErrorCode.Corrupt => "RESOURCE_CONFLICT",
            ErrorCode.RouteNotFound => "ENDPOINT_NOT_FOUND",
            ErrorCode.Forbidden => "PERMISSION_DENIED",
            ErrorCode.TooBusy => "REQUEST_LIMIT_EXCEEDED",
            ErrorCode.Unavailable => "TEMPORARILY_UNAVAILABLE",
            ErrorCode.Internal => "INTERNAL_ERROR",
            _ => "RESOURCE_DOES_NOT_EXIST",
        };
}

/// <summary>How MLflow's JSON is written: snake_case, absent fields left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MlflowErrorDto))]
internal sealed partial class MlflowJson : JsonSerializerContext;
