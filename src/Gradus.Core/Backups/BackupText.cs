using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Core.Backups;

/// <summary>Reads the lines of a backup.</summary>
public static class BackupText
{
    /// <summary>Reads a line.</summary>
    public static Result<BackupLine> Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Read(json.RootElement);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or FormatException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or ArgumentException
            )
        {
            return NotALine;
        }
    }

    private static Error NotALine => Error.Invalid("It is not a line of a backup.", "backup");

    private static Result<BackupLine> Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return new BackupRow([.. json.EnumerateArray().Select(BackupValues.Read)]);
        }

        return json.TryGetProperty("table", out var table)
                ? new BackupTable(table.GetString()!, Texts(json, "columns"), Number(json, "last_identity"))
            : json.TryGetProperty("blob", out var blob) ? ReadBlob(blob.GetString(), Number(json, "size"))
            : json.TryGetProperty("format", out var format) ? ReadHeader(format.GetString(), json)
            : new BackupEnd(
                json.GetProperty("rows").GetInt64(),
                json.GetProperty("records").GetInt64(),
                json.GetProperty("checkpoint").GetString()!,
                json.GetProperty("key").GetString()!
            );
    }

    private static Result<BackupLine> ReadBlob(string? hex, long? size) =>
        Digest.Parse(hex).Try(out var digest, out var error) ? new BackupBlob(digest, size) : error;

    private static Result<BackupLine> ReadHeader(string? format, JsonElement json) =>
        format == BackupHeader.Format
            ? new BackupHeader(
                DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty("at").GetInt64()),
                Texts(json, "schema")
            )
            : Error.Invalid($"'{format}' is a format of backups that this Gradus does not read.", "backup");

    private static List<string> Texts(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetString() ?? throw new FormatException())];

    private static long? Number(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}
