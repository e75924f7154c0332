namespace Gradus.Crash.Tests.Histories;

/// <summary>The words in which answers are compared, whatever dialect they came in.</summary>
internal static class Said
{
    public const string Done = "done";
    public const string Refused = "refused";

    public static string Version(string stage, IEnumerable<string> aliases) =>
        $"{stage} [{string.Join(',', aliases.Order(StringComparer.Ordinal))}]";

    public static string Moved(string version, IEnumerable<int> displaced) =>
        $"{version}, displaced [{string.Join(',', displaced.Order())}]";

    public static string Number(int version) => $"{version}";

    public static string Numbers(IEnumerable<int> versions) => $"[{string.Join(',', versions.Order())}]";

    public static string Versions(IEnumerable<(int Number, string Version)> versions) =>
        string.Join("; ", versions.OrderBy(version => version.Number).Select(v => $"{v.Number} {v.Version}"));

    public static string Model(
        IEnumerable<(string Key, string Value)> tags,
        IEnumerable<(string Alias, int Version)> aliases,
        IEnumerable<(string Stage, int Version)> latest
    ) =>
        string.Join(
            ' ',
            [
                .. tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal),
                .. aliases.Select(alias => $"@{alias.Alias}={alias.Version}").Order(StringComparer.Ordinal),
                .. latest.Select(one => $"{one.Stage}={one.Version}").Order(StringComparer.Ordinal),
            ]
        );

    public static string Transition(int version, string? from, string? to, int? displacedBy) =>
        displacedBy is null ? $"{version}:{from}>{to}" : $"{version}:{from}>{to} by {displacedBy}";

    public static string Transitions(IEnumerable<string> oldestFirst) => string.Join("; ", oldestFirst);
}
