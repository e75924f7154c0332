using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>
/// The keys of one place of the file, read leniently: what has not the form it must have was told by
/// <see cref="FormCheck"/>, and is not there.
/// </summary>
internal sealed class Fields(YamlMap map, string path)
{
    public YamlMap Node => map;

    public string Path => path;

    public YamlNode? this[string key] => map.Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    public bool Has(string key) => this[key] is not null;

    public string Below(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Where a key's value is, or the place itself.</summary>
    public YamlNode At(string key) => this[key] ?? map;

    public string? Text(string key) => (this[key] as YamlScalar)?.Text;

    public double? Number(string key) => (this[key] as YamlScalar)?.Number;

    public int? Whole(string key) => Number(key) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    public bool Flag(string key) => (this[key] as YamlScalar)?.Flag ?? false;

    public TimeSpan? Duration(string key) => Text(key) is { } text ? Measures.Duration(text) : null;

    public long? Size(string key) => Text(key) is { } text ? Measures.Size(text) : null;

    /// <summary>The single values of a list, with their places.</summary>
    public IReadOnlyList<YamlScalar> Scalars(string key) =>
        [.. ((this[key] as YamlList)?.Items ?? []).OfType<YamlScalar>()];

    public IReadOnlyList<string> Texts(string key) => [.. Scalars(key).Select(scalar => scalar.Text)];

    public Fields? Section(string key) => this[key] is YamlMap section ? new Fields(section, Below(key)) : null;

    /// <summary>The entries of a list that have keys.</summary>
    public IReadOnlyList<Fields> Sections(string key) =>
        [
            .. ((this[key] as YamlList)?.Items ?? [])
                .Select((item, i) => (Item: item as YamlMap, Index: i))
                .Where(entry => entry.Item is not null)
                .Select(entry => new Fields(entry.Item!, FormattableString.Invariant($"{Below(key)}[{entry.Index}]"))),
        ];

    /// <summary>The keys that the writer chose, with their values; of a key that is there twice, the first.</summary>
    public IReadOnlyList<YamlEntry> Entries(string key) =>
        this[key] is YamlMap free ? [.. free.Entries.DistinctBy(entry => entry.Key.Text)] : [];

    /// <summary>The value a word stands for; null if it is not there or stands for none.</summary>
    public T? Word<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct => Text(key) is { } text && words.TryGetValue(text, out var value) ? value : null;
}
