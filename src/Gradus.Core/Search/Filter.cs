namespace Gradus.Core.Search;

/// <summary>How a field is compared with a value.</summary>
public enum Comparator
{
    /// <summary>=</summary>
    Equal,

    /// <summary>!=</summary>
    NotEqual,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,

    /// <summary>LIKE: case-sensitive, '%' any run of characters, '_' any one; no escape character.</summary>
    Like,

    /// <summary>ILIKE: the same without regard to the case of ASCII letters.</summary>
    ILike,

    /// <summary>IN: equal to one of several.</summary>
    In,

    /// <summary>For tags only: no tag of that key has that value. Not in the grammar; searches add it to leave prompts out.</summary>
    Lacks,
}

/// <summary>What a comparison looks at.</summary>
public enum FieldKind
{
    /// <summary>A property of the thing itself.</summary>
    Attribute,

    /// <summary>The value of one of its tags.</summary>
    Tag,
}

/// <summary>A field: an attribute by its name, or a tag by its key.</summary>
public readonly record struct Field(FieldKind Kind, string Key);

/// <summary>One condition of a search.</summary>
/// <param name="Field">What is compared.</param>
/// <param name="Comparator">How.</param>
/// <param name="Values">With what: strings, or numbers as <see cref="long"/>; any number of them for IN, else one.</param>
public sealed record Comparison(Field Field, Comparator Comparator, IReadOnlyList<object> Values)
{
    /// <summary>A condition on one value.</summary>
    public static Comparison Of(Field field, Comparator comparator, object value) => new(field, comparator, [value]);
}

/// <summary>One term of an ordering.</summary>
/// <param name="Key">An attribute's name.</param>
/// <param name="Descending">Greatest first.</param>
public readonly record struct Ordering(string Key, bool Descending);

/// <summary>A search: all conditions must hold; the order is made total by the thing's key.</summary>
/// <param name="Conditions">Joined by AND; may be empty.</param>
/// <param name="Order">Most significant first; may be empty: then the default order of what is searched.</param>
/// <param name="MaxResults">The most rows of a page, at least 1.</param>
/// <param name="PageToken">Where the page starts: a token of the same search; null or empty for the first page.</param>
public sealed record SearchQuery(
    IReadOnlyList<Comparison> Conditions,
    IReadOnlyList<Ordering> Order,
    int MaxResults,
    string? PageToken
);

/// <summary>The names of attributes that searches understand; a dialect may admit fewer.</summary>
public static class SearchAttributes
{
    /// <summary>The registered model's name.</summary>
    public const string Name = "name";

    /// <summary>When it was created, Unix milliseconds.</summary>
    public const string CreationTimestamp = "creation_timestamp";

    /// <summary>When it last changed, Unix milliseconds.</summary>
    public const string LastUpdatedTimestamp = "last_updated_timestamp";

    /// <summary>The version's number.</summary>
    public const string VersionNumber = "version_number";

    /// <summary>The run a version came from.</summary>
    public const string RunId = "run_id";

    /// <summary>The URI a version was registered with.</summary>
    public const string SourcePath = "source_path";

    /// <summary>The stage a version is in.</summary>
    public const string Stage = "stage";

    /// <summary>A version's status.</summary>
    public const string Status = "status";

    /// <summary>Whether an attribute's values are numbers; all others are strings.</summary>
    public static bool IsNumber(string attribute) =>
        attribute is VersionNumber or CreationTimestamp or LastUpdatedTimestamp;
}
