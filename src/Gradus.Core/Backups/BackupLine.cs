using Gradus.Core.Artifacts;
using Gradus.Core.Ledger;

namespace Gradus.Core.Backups;

/// <summary>
/// A line of the file that holds a registry's rows: a JSON array is a row, an object says what comes next. The file begins
/// with a header, then come the tables, each behind its name, then the blobs that the rows name, then the end.
/// </summary>
public abstract record BackupLine
{
    /// <summary>The line's JSON, without a line break.</summary>
    public abstract string ToJson();

    private protected static string Texts(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(CanonicalJson.Text))}]";
}

/// <summary>The first line.</summary>
/// <param name="At">When the rows were so.</param>
/// <param name="Schema">The migrations that the database had, by their names.</param>
public sealed record BackupHeader(DateTimeOffset At, IReadOnlyList<string> Schema) : BackupLine
{
    /// <summary>What the format is called.</summary>
    public const string Format = "gradus-backup/1";

    /// <inheritdoc/>
    public override string ToJson() =>
        CanonicalJson.Members(
            new Dictionary<string, string>
            {
                ["at"] = CanonicalJson.Whole(At.ToUnixTimeMilliseconds()),
                ["format"] = CanonicalJson.Text(Format),
                ["schema"] = Texts(Schema),
            }
        );
}

/// <summary>A table begins; its rows follow.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order of each row's values.</param>
/// <param name="LastIdentity">The last number that the database gave to a row of it; null if it gives none.</param>
public sealed record BackupTable(string Name, IReadOnlyList<string> Columns, long? LastIdentity) : BackupLine
{
    /// <inheritdoc/>
    public override string ToJson() =>
        CanonicalJson.Members(
            new Dictionary<string, string>
            {
                ["columns"] = Texts(Columns),
                ["last_identity"] = LastIdentity is { } last ? CanonicalJson.Whole(last) : "null",
                ["table"] = CanonicalJson.Text(Name),
            }
        );
}

/// <summary>A row of the table that was named last.</summary>
/// <param name="Values">Texts, integers (<see cref="long"/>), reals (<see cref="double"/>) and nulls.</param>
public sealed record BackupRow(IReadOnlyList<object?> Values) : BackupLine
{
    /// <inheritdoc/>
    public override string ToJson() => $"[{string.Join(',', Values.Select(BackupValues.ToJson))}]";
}

/// <summary>A blob that rows name.</summary>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="Size">How many bytes it has; null if the registry has lost them.</param>
public sealed record BackupBlob(Digest Digest, long? Size) : BackupLine
{
    /// <inheritdoc/>
    public override string ToJson() =>
        CanonicalJson.Members(
            new Dictionary<string, string>
            {
                ["blob"] = CanonicalJson.Text(Digest.Hex),
                ["size"] = Size is { } size ? CanonicalJson.Whole(size) : "null",
            }
        );
}

/// <summary>The last line; a file without it was cut off.</summary>
/// <param name="Rows">How many rows the file has.</param>
/// <param name="Records">How many of them are records of the ledger.</param>
/// <param name="Checkpoint">The signed note over exactly these records.</param>
/// <param name="Key">The key to check it with.</param>
public sealed record BackupEnd(long Rows, long Records, string Checkpoint, string Key) : BackupLine
{
    /// <inheritdoc/>
    public override string ToJson() =>
        CanonicalJson.Members(
            new Dictionary<string, string>
            {
                ["checkpoint"] = CanonicalJson.Text(Checkpoint),
                ["key"] = CanonicalJson.Text(Key),
                ["records"] = CanonicalJson.Whole(Records),
                ["rows"] = CanonicalJson.Whole(Rows),
            }
        );
}
