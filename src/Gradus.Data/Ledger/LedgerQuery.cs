namespace Gradus.Data.Ledger;

/// <summary>Which records are looked for.</summary>
/// <param name="Subject">What they are about; all that lies below it too: "models/credit" finds its versions and promotions.</param>
/// <param name="Actor">Whose they are.</param>
/// <param name="Action">What was done.</param>
/// <param name="Since">Not before this time.</param>
/// <param name="Until">Before this time.</param>
public sealed record LedgerQuery(
    string? Subject = null,
    string? Actor = null,
    string? Action = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null
)
{
    /// <summary>The query as a text, to tell a page token of one from that of another.</summary>
    internal string Identity => $"ledger {Subject}\n{Actor}\n{Action}\n{Since:O}\n{Until:O}";
}
