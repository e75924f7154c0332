using System.Globalization;
using System.Text;
using System.Text.Json;
using Gradus.Core.Errors;

namespace Gradus.Core.Ledger;

/// <summary>
/// One record of the ledger: what a transaction changed, and who wanted it. It names the leaf of the record before it, so that
/// the records are a chain, and its own leaf is the SHA-256 of its canonical JSON behind a zero byte, as in RFC 6962.
/// </summary>
/// <param name="Sequence">Its place, from 0: also its index among the leaves of the tree.</param>
/// <param name="At">When, in whole milliseconds; never before the record before it.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What was done, see <see cref="LedgerAction"/>.</param>
/// <param name="Subject">To what, as a path: "models/credit/versions/3".</param>
/// <param name="RequestId">By which request.</param>
/// <param name="Changes">The rows that changed, each as canonical JSON (<see cref="LedgerChange.ToJson"/>).</param>
/// <param name="Previous">The leaf of the record before it as hexadecimal digits; zeros for the first.</param>
public sealed record LedgerRecord(
    long Sequence,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string RequestId,
    IReadOnlyList<string> Changes,
    string Previous
)
{
    /// <summary>A record is shorter than this many bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>What the first record names as the leaf before it.</summary>
    public static readonly string NoPrevious = new('0', 64);

    private static readonly string[] Names =
    [
        "action",
        "actor",
        "at",
        "changes",
        "previous",
        "request_id",
        "sequence",
        "subject",
    ];

    /// <summary>The record as canonical JSON.</summary>
    public string ToJson() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"action\":{CanonicalJson.Text(Action)},\"actor\":{CanonicalJson.Text(Actor)},\"at\":{At.ToUnixTimeMilliseconds()},\"changes\":[{string.Join(',', Changes)}],\"previous\":\"{Previous}\",\"request_id\":{CanonicalJson.Text(RequestId)},\"sequence\":{Sequence},\"subject\":{CanonicalJson.Text(Subject)}}}"
        );

    /// <summary>The leaf of a record whose canonical JSON this is.</summary>
    public static byte[] LeafOf(string json) => MerkleTree.Leaf(Encoding.UTF8.GetBytes(json));

    /// <summary>The changes, read.</summary>
    public IReadOnlyList<LedgerChange> ReadChanges() =>
        [
            .. Changes.Select(text =>
            {
                using var json = JsonDocument.Parse(text);
                return LedgerChange.Read(json.RootElement);
            }),
        ];

    /// <summary>Reads a record. Text that is not exactly what <see cref="ToJson"/> writes is refused.</summary>
    public static Result<LedgerRecord> Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var record = Read(json.RootElement);
            var isSame = record.ReadChanges().Select(change => change.ToJson()).SequenceEqual(record.Changes);
            return isSame && record.ToJson() == text ? record : Error.Invalid("It is not in canonical form.", "record");
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
            return Error.Invalid("It is not a record of the ledger.", "record");
        }
    }

    private static LedgerRecord Read(JsonElement json)
    {
        var names = json.EnumerateObject().Select(member => member.Name).ToList();
        return names.SequenceEqual(Names)
            ? new LedgerRecord(
                Sequence: json.GetProperty("sequence").GetInt64(),
                At: DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty("at").GetInt64()),
                Actor: TextOf(json, "actor"),
                Action: TextOf(json, "action"),
                Subject: TextOf(json, "subject"),
                RequestId: TextOf(json, "request_id"),
                Changes: [.. json.GetProperty("changes").EnumerateArray().Select(CanonicalJson.Of)],
                Previous: TextOf(json, "previous")
            )
            : throw new FormatException("A record has these members, in this order.");
    }

    private static string TextOf(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"{name} is a text.");
}
