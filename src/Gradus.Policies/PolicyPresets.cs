namespace Gradus.Policies;

/// <summary>The policies that are shipped, to begin with: "open", "team" and "regulated".</summary>
public static class PolicyPresets
{
    /// <summary>Their names, from the loosest to the strictest. "open" is the one of a new registry.</summary>
    public static IReadOnlyList<string> Names { get; } = ["open", "team", "regulated"];

    /// <summary>The file of a preset, comments and all; null if there is none of that name.</summary>
    public static string? Find(string name)
    {
        if (!Names.Contains(name))
        {
            return null;
        }

        using var stream = typeof(PolicyPresets).Assembly.GetManifestResourceStream($"{name}.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
