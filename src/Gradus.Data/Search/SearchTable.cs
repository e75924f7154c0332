using Gradus.Core.Search;

namespace Gradus.Data.Search;

/// <summary>What a search needs to know of a table.</summary>
/// <param name="From">The table and its short name, e.g. "versions v".</param>
/// <param name="Columns">The column of each attribute.</param>
/// <param name="Key">The columns of the primary key, for conditions on tags, e.g. "v.model, v.number".</param>
/// <param name="TagKey">The same key in the tags' table, e.g. "t.model, t.version".</param>
/// <param name="Tags">The tags' table.</param>
/// <param name="DefaultOrder">The order when none is asked for.</param>
/// <param name="TieBreak">Terms that make any order total.</param>
internal sealed record SearchTable(
    string From,
    IReadOnlyDictionary<string, string> Columns,
    string Key,
    string TagKey,
    string Tags,
    IReadOnlyList<Ordering> DefaultOrder,
    IReadOnlyList<Ordering> TieBreak
);
