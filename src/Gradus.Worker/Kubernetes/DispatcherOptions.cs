using System.Security.Cryptography;
using System.Text;

namespace Gradus.Worker.Kubernetes;

/// <summary>How a dispatcher is run.</summary>
/// <param name="Server">The Gradus server that hands out work.</param>
/// <param name="Name">The dispatcher's name, unique among those running.</param>
/// <param name="Namespace">Where Jobs are made whose runner names no namespace.</param>
internal sealed record DispatcherOptions(Uri Server, string Name, string Namespace)
{
    /// <summary>How many Jobs may be open at a time.</summary>
    public int MaxJobs { get; init; } = 10;

    /// <summary>How long a Job's pod may take to start before the work is given up.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the Jobs are looked at.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the server may hold back its answer when there is no work, in seconds.</summary>
    public int WaitSeconds { get; init; } = 20;

    /// <summary>Tells this server's Jobs from another's in the same namespace.</summary>
    public string ServerKey { get; init; } = KeyOf(Server);

    /// <summary>What is wrong with these options, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxJobs is < 1 or > 1_000)
        {
            yield return "--max-jobs is 1 to 1000.";
        }

        if (StartWithin < TimeSpan.FromSeconds(10) || StartWithin > TimeSpan.FromDays(1))
        {
            yield return "--start-within is 10 to 86400 seconds.";
        }
    }

    private static string KeyOf(Uri server) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server.AbsoluteUri)))[..8];
}
