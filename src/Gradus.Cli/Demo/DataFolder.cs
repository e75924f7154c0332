namespace Gradus.Cli.Demo;

/// <summary>The folder of the demo's registry. Only one that a demo made before is ever removed.</summary>
/// <param name="Typed">As the user knows it.</param>
internal sealed record DataFolder(string Typed)
{
    private const string Marker = ".gradus-demo";

    /// <summary>Its full path.</summary>
    public string FullPath { get; } = Path.GetFullPath(Typed);

    /// <summary>Where the server's log goes.</summary>
    public string Log => Path.Combine(FullPath, "server.log");

    /// <summary>Where the gateway's log goes.</summary>
    public string GatewayLog => Path.Combine(FullPath, "gateway.log");

    /// <summary>An empty folder with the demo's mark; what a demo left there before is removed.</summary>
    /// <exception cref="DemoException">Something else is there, or a server is using it.</exception>
    public static DataFolder MakeAnew(string folder)
    {
        var data = new DataFolder(folder);
        if (Directory.Exists(data.FullPath))
        {
            data.Remove();
        }
        else if (File.Exists(data.FullPath))
        {
            throw new DemoException($"'{folder}' is a file; choose a folder with --data.");
        }

        Directory.CreateDirectory(data.FullPath);
        File.WriteAllText(
            Path.Combine(data.FullPath, Marker),
            "Made by gradus demo, which removes it when it runs again.\n"
        );
        return data;
    }

    private void Remove()
    {
        if (!File.Exists(Path.Combine(FullPath, Marker)))
        {
            throw new DemoException(
                $"'{Typed}' exists and was not made by a demo, so it is left alone; choose another folder with --data."
            );
        }

        if (IsInUse(Path.Combine(FullPath, "gradus.db.lock")))
        {
            throw new DemoException($"A server is using '{Typed}'; stop it, or choose another folder with --data.");
        }

        Directory.Delete(FullPath, recursive: true);
    }

    private static bool IsInUse(string file)
    {
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            using var exclusive = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
