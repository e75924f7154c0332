using System.Globalization;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Ledger;

namespace Gradus.Core.Attestations;

/// <summary>A gate's result, as attested.</summary>
/// <param name="Name">What the gate is called.</param>
/// <param name="Result">Passed, Waived and so on.</param>
/// <param name="Message">The value and the rule.</param>
/// <param name="ReportOnly">Whether it hindered nothing.</param>
public sealed record AttestedGate(string Name, string Result, string Message, bool ReportOnly)
{
    /// <summary>Whether a version gets past it.</summary>
    public bool LetsThrough => ReportOnly || Result is "Passed" or "Waived";
}

/// <summary>A yes that counted, as attested.</summary>
/// <param name="By">Whose.</param>
/// <param name="At">When, in ISO 8601.</param>
public sealed record AttestedApproval(string By, string At);

/// <summary>What a statement says of a promotion; to be believed as far as the key is that signed it.</summary>
/// <param name="Manifest">The digest of the version's manifest.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Stage">The stage that it was let into.</param>
/// <param name="At">When, in ISO 8601.</param>
/// <param name="Promotion">The promotion's id.</param>
/// <param name="Gates">What its gates said.</param>
/// <param name="Approvals">Whose yes counted.</param>
/// <param name="Record">The number of the ledger's record of the move; null if the statement names none.</param>
public sealed record AttestedPromotion(
    Digest Manifest,
    string Model,
    int Version,
    string Stage,
    string At,
    string Promotion,
    IReadOnlyList<AttestedGate> Gates,
    IReadOnlyList<AttestedApproval> Approvals,
    long? Record
)
{
    /// <summary>MODEL/VERSION.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Model}/{Version}");

    /// <summary>Whether a record of the ledger is the one that the statement names, and tells of the same move.</summary>
    public bool IsToldBy(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Sequence == Record
            && record
                .ReadChanges()
                .Any(change =>
                    change is { Table: "transitions", Kind: ChangeKind.Insert }
                    && Says(change, "promotion", CanonicalJson.Text(Promotion))
                    && Says(change, "model", CanonicalJson.Text(Model))
                    && Says(change, "version", CanonicalJson.Whole(Version))
                    && Says(change, "to_stage", CanonicalJson.Text(Stage))
                );
    }

    /// <summary>Reads it from a statement's subject and predicate.</summary>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is of another kind.</exception>
    /// <exception cref="FormatException">Something is written in another way.</exception>
    internal static AttestedPromotion Read(JsonElement subject, JsonElement predicate)
    {
        var name = subject.GetProperty("name").GetString()!;
        var slash = name.LastIndexOf('/');
        var details = predicate.GetProperty("gradus");
        return new(
            Manifest: Digest.Parse(subject.GetProperty("digest").GetProperty("sha256").GetString()).Value,
            Model: name[..slash],
            Version: int.Parse(name[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture),
            Stage: details.GetProperty("stage").GetString()!,
            At: predicate.GetProperty("timeVerified").GetString()!,
            Promotion: details.GetProperty("promotion").GetString()!,
            Gates:
            [
                .. details
                    .GetProperty("gates")
                    .EnumerateArray()
                    .Select(gate => new AttestedGate(
                        gate.GetProperty("name").GetString()!,
                        gate.GetProperty("result").GetString()!,
                        gate.GetProperty("message").GetString()!,
                        gate.GetProperty("report_only").GetBoolean()
                    )),
            ],
            Approvals:
            [
                .. details
                    .GetProperty("approvals")
                    .EnumerateArray()
                    .Select(one => new AttestedApproval(
                        one.GetProperty("by").GetString()!,
                        one.GetProperty("at").GetString()!
                    )),
            ],
            Record: details.GetProperty("ledger_record") is { ValueKind: JsonValueKind.Number } number
                ? number.GetInt64()
                : null
        );
    }

    private static bool Says(LedgerChange change, string column, string value) =>
        change.Values.TryGetValue(column, out var said) && said == value;
}
