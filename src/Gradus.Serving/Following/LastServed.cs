using System.Text;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Models;
using Gradus.Isolation;

namespace Gradus.Serving.Following;

/// <summary>
/// Remembers on disk which version was served last at each address, so that a restart without the control plane serves it. A
/// file is there whole or not at all.
/// </summary>
internal sealed class LastServed
{
    private readonly string _folder;

    private LastServed(string folder) => _folder = folder;

    /// <summary>Opens the memory in a data folder.</summary>
    public static LastServed Open(string data)
    {
        var folder = Path.Join(data, "served");
        PrivateFolder.Create(folder);
        return new LastServed(folder);
    }

    /// <summary>What was served last; null if nothing was, or it cannot be read.</summary>
    public KnownVersion? Find(ModelUri uri) => Read(PathOf(uri));

    /// <summary>All that is remembered.</summary>
    public IEnumerable<KnownVersion> All() =>
        Directory.EnumerateFiles(_folder, "*.json").Select(Read).OfType<KnownVersion>();

    /// <summary>This version is served now.</summary>
    public void Remember(ModelUri uri, KnownVersion version)
    {
        var path = PathOf(uri);
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, version, KnownJson.Default.KnownVersion);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    // A model's name may be longer than a file's.
    private string PathOf(ModelUri uri) =>
        Path.Join(_folder, $"{Digest.Of(Encoding.UTF8.GetBytes(uri.ToString())).Hex[..32]}.json");

    private static KnownVersion? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, KnownJson.Default.KnownVersion);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }
}
