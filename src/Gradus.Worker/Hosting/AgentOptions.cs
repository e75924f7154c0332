namespace Gradus.Worker.Hosting;

/// <summary>How a worker is run.</summary>
/// <param name="Server">The Gradus server that hands out work.</param>
/// <param name="Name">The worker's name, unique among those running.</param>
/// <param name="Cache">The folder for downloaded files and for the folders of measurements under way.</param>
internal sealed record AgentOptions(Uri Server, string Name, string Cache)
{
    /// <summary>How many bytes of downloaded files are kept.</summary>
    public long CacheBytes { get; init; } = 10_000_000_000;

    /// <summary>How many threads a model may use.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>The folder of test commands; null for none.</summary>
    public string? Commands { get; init; }

    /// <summary>The only hosts that webhooks may have; null for any.</summary>
    public IReadOnlyList<string>? AllowedWebhooks { get; init; }

    /// <summary>How long the server may hold back its answer when there is no work, in seconds.</summary>
    public int WaitSeconds { get; init; } = 20;

    /// <summary>The name that nobody chose: this machine's and this process's.</summary>
    public static string DefaultName => $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>The cache folder that nobody chose: the user's own.</summary>
    public static string DefaultCache
    {
        get
        {
            var cache = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                    ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Join(cache, "gradus", "worker");
        }
    }

    /// <summary>What is wrong with these options, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Server.IsAbsoluteUri || Server.Scheme is not ("http" or "https"))
        {
            yield return $"--server '{Server.OriginalString}' is not an http or https address.";
        }

        if (Name.Length is 0 or > 200)
        {
            yield return "--name is 1 to 200 characters.";
        }

        if (CacheBytes < 0)
        {
            yield return "--cache-bytes is not negative.";
        }

        if (Threads is < 1 or > 256)
        {
            yield return "--threads is 1 to 256.";
        }

        if (Commands is not null && !Directory.Exists(Commands))
        {
            yield return $"--commands '{Commands}' is not a folder.";
        }

        foreach (var host in AllowedWebhooks?.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown) ?? [])
        {
            yield return $"--allow-webhooks '{host}' is not the name of a host.";
        }
    }
}
