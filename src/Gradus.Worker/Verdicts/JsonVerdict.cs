using System.Text.Json;
using System.Text.Json.Serialization;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Isolation;

namespace Gradus.Worker.Verdicts;

/// <summary>
/// Reads <c>{"verdict": "passed", "summary": "…", "metrics": {"accuracy": 0.9}}</c>, which webhooks answer and test commands
/// may leave as their report. Only the verdict is required. What cannot be understood is refused, not guessed at.
/// </summary>
internal static class JsonVerdict
{
    private const int MaxSummaryLength = 1_000;
    private const int MaxMetrics = 1_000;
    private const int MaxNameLength = 200;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The judgement; the refusal completes a sentence such as "the report …".</summary>
    public static Result<Judgement> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var text = json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;
            return JsonSerializer.Deserialize(text, VerdictJson.Default.VerdictDto) is { } read
                ? Judge(read)
                : Error.Invalid("is null");
        }
        catch (JsonException e)
        {
            return Error.Invalid($"cannot be read: {Harmless.Line(e.Message, MaxNameLength)}");
        }
    }

    private static Result<Judgement> Judge(VerdictDto read)
    {
        Verdict? verdict = read.Verdict switch
        {
            "passed" => Verdict.Passed,
            "failed" => Verdict.Failed,
            "inconclusive" => Verdict.Inconclusive,
            _ => null,
        };
        var metrics = read.Metrics ?? [];
        return (read.Verdict, verdict) switch
        {
            (null, _) => Error.Invalid("has no verdict"),
            ({ } other, null) => Error.Invalid(
                $"says '{Harmless.Line(other, MaxNameLength)}'; a verdict is passed, failed or inconclusive"
            ),
            _ when metrics.Count > MaxMetrics => Error.Invalid(
                $"has {metrics.Count} metrics; at most {MaxMetrics} are kept"
            ),
            _ when !metrics.Keys.All(IsName) => Error.Invalid(
                $"names a metric with other than 1 to {MaxNameLength} printable characters"
            ),
            (_, { } clear) => new Judgement(clear, Clean(read.Summary), metrics),
        };
    }

    private static string? Clean(string? summary) =>
        Harmless.Line(summary ?? "", MaxSummaryLength) is { Length: > 0 } line ? line : null;

    private static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && Text.IsPrintable(name);
}

/// <summary>A verdict on the wire.</summary>
internal sealed record VerdictDto(string? Verdict, string? Summary, Dictionary<string, double>? Metrics);

/// <summary>How verdicts are read: a member given twice is an error, because the two might differ.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(VerdictDto))]
internal sealed partial class VerdictJson : JsonSerializerContext;
