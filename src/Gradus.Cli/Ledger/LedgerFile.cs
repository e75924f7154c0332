using System.Text.Json;
using Gradus.Core.Ledger;
using Gradus.Protocol;
using Gradus.Protocol.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary>Reads files that a ledger was exported to, and proofs, and checks them without a server.</summary>
internal static class LedgerFile
{
    private static readonly string[] HeaderNames = ["checkpoint", "format", "key"];

    /// <summary>What came of checking the file; null if it is neither.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LedgerVerdict? Check(string file, string? trusted, string? since)
    {
        try
        {
            return ReadProof(file) is { } proof ? Check(proof, trusted) : CheckExport(file, trusted, since);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static LedgerVerdict? CheckExport(string file, string? trusted, string? since)
    {
        // Records have no line breaks but those between them; a carriage return is no line break here.
        using var lines = ReadLines(file).GetEnumerator();
        if (!lines.MoveNext())
        {
            return null;
        }

        using var header = JsonDocument.Parse(lines.Current);
        var root = header.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.EnumerateObject().Select(member => member.Name).SequenceEqual(HeaderNames)
            || root.GetProperty("format").GetString() != LedgerCheck.Format
            || CanonicalJson.Of(root) != lines.Current
            || !LedgerCheck
                .Begin(
                    root.GetProperty("checkpoint").GetString()!,
                    root.GetProperty("key").GetString()!,
                    trusted,
                    since
                )
                .Try(out var check, out _)
        )
        {
            return null;
        }

        while (lines.MoveNext())
        {
            check.Add(lines.Current);
        }

        return check.Finish();
    }

    private static LedgerVerdict? Check(LedgerProofDto proof, string? trusted) =>
        LedgerCheck
            .CheckProof(
                proof.Checkpoint,
                proof.Key,
                trusted,
                proof.Sequence,
                proof.Record,
                [.. proof.Inclusion.Select(Convert.FromHexString)]
            )
            .Try(out var verdict, out _)
            ? verdict
            : null;

    private static LedgerProofDto? ReadProof(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length > 1_000_000)
        {
            return null;
        }

        try
        {
            var proof = JsonSerializer.Deserialize(stream, ProtocolJson.Default.LedgerProofDto);
            return proof is { Format: LedgerProofDto.CurrentFormat, Record: not null, Inclusion: not null }
                ? proof
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        using var reader = new StreamReader(file, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: false));
        var line = new System.Text.StringBuilder();
        for (int next; (next = reader.Read()) >= 0; )
        {
            if (next != '\n')
            {
                line.Append((char)next);
                continue;
            }

            yield return line.ToString();
            line.Clear();
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
