using System.Text.Json;

namespace Gradus.Core.Ledger;

/// <summary>What happened to a row.</summary>
public enum ChangeKind
{
    /// <summary>It is gone.</summary>
    Delete,

    /// <summary>It is new.</summary>
    Insert,

    /// <summary>Some of its columns changed.</summary>
    Update,
}

/// <summary>
/// What a transaction did to one row, on the whole. Values are canonical JSON; one that is too long stands there by its
/// digest. A new row's columns that are null are not named.
/// </summary>
/// <param name="Table">The row's table.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Key">Its key's columns before the change; empty for a new row, which names them among its values.</param>
/// <param name="Values">The columns as they are now; of an update those that changed. Empty for a row that is gone.</param>
public sealed record LedgerChange(
    string Table,
    ChangeKind Kind,
    IReadOnlyDictionary<string, string> Key,
    IReadOnlyDictionary<string, string> Values
)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>A row that is gone.</summary>
    public static LedgerChange Delete(string table, IReadOnlyDictionary<string, string> key) =>
        new(table, ChangeKind.Delete, key, Nothing);

    /// <summary>A row that is new.</summary>
    public static LedgerChange Insert(string table, IReadOnlyDictionary<string, string> values) =>
        new(table, ChangeKind.Insert, Nothing, values);

    /// <summary>A row some of whose columns changed.</summary>
    public static LedgerChange Update(
        string table,
        IReadOnlyDictionary<string, string> key,
        IReadOnlyDictionary<string, string> values
    ) => new(table, ChangeKind.Update, key, values);

    /// <summary>The change as canonical JSON.</summary>
    public string ToJson() =>
        Kind switch
        {
            ChangeKind.Delete => $"{{\"delete\":{CanonicalJson.Members(Key)},\"table\":{CanonicalJson.Text(Table)}}}",
            ChangeKind.Insert =>
                $"{{\"insert\":{CanonicalJson.Members(Values)},\"table\":{CanonicalJson.Text(Table)}}}",
            _ =>
                $"{{\"table\":{CanonicalJson.Text(Table)},\"update\":{CanonicalJson.Members(Values)},\"where\":{CanonicalJson.Members(Key)}}}",
        };

    /// <summary>Reads a change back.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static LedgerChange Read(JsonElement json)
    {
        var table = json.GetProperty("table").GetString() ?? throw new FormatException("A change names no table.");
        return json.TryGetProperty("delete", out var gone) ? Delete(table, Members(gone))
            : json.TryGetProperty("insert", out var row) ? Insert(table, Members(row))
            : Update(table, Members(json.GetProperty("where")), Members(json.GetProperty("update")));
    }

    private static Dictionary<string, string> Members(JsonElement json) =>
        json.EnumerateObject()
            .ToDictionary(member => member.Name, member => CanonicalJson.Of(member.Value), StringComparer.Ordinal);
}
