using System.Xml.Linq;

namespace Gradus.Core.Architecture;

/// <summary>The sources as they lie in the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> SourceFiles { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Join(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyDictionary<string, string[]> References { get; } =
        Directory
            .EnumerateFiles(Path.Join(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file =>
                    XDocument
                        .Load(file)
                        .Descendants("ProjectReference")
                        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
                        .ToArray()
            );

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Join(folder, "Gradus.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }
}
