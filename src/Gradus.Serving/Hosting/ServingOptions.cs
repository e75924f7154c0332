using System.Net;
using Gradus.Core.Models;
using Gradus.Core.Serving;
using Gradus.Serving.Capture;
using Gradus.Serving.Pools;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Hosting;

/// <summary>How a gateway is started.</summary>
/// <param name="Models">What it serves.</param>
internal sealed record ServingOptions(IReadOnlyList<ModelUri> Models)
{
    /// <summary>The control plane.</summary>
    public Uri Server { get; init; } = new("http://127.0.0.1:5000");

    /// <summary>What is shown to it; null for nothing.</summary>
    public string? Token { get; init; }

    /// <summary>Who it is where nobody has to show anything; null to leave that to the control plane.</summary>
    public string? Actor { get; init; }

    /// <summary>What the control plane knows this gateway by.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>The address to listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 for a free one.</summary>
    public int Port { get; init; } = 5001;

    /// <summary>The folder that holds the models' files and what was served last.</summary>
    public string Data { get; init; } = "./gradus-serving";

    /// <summary>The address of the collector that metrics are sent to; null for none.</summary>
    public string? Collector { get; init; }

    /// <summary>How versions are run.</summary>
    public PoolOptions Pool { get; init; } = new();

    /// <summary>How long a version that was replaced stays loaded.</summary>
    public TimeSpan Standby { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Which requests are kept.</summary>
    public CaptureOptions Capture { get; init; } = new();

    /// <summary>Everything that is wrong with these options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Models.GroupBy(uri => uri).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            yield return $"{twice} is named twice.";
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > GatewayReport.MaxNameLength || !Text.IsPrintable(Name))
        {
            yield return $"--name is not 1 to {GatewayReport.MaxNameLength} printable characters.";
        }

        if (Host != "localhost" && !IPAddress.TryParse(Host, out _))
        {
            yield return $"--host '{Host}' is not an address to listen on; use an IP address or localhost.";
        }

        if (Port is < 0 or > 65_535)
        {
            yield return $"--port {Port} is not a port; use 0 to 65535.";
        }

        if (Collector is not null && !IsHttp(Collector))
        {
            yield return $"{MeterExport.Collector} '{Collector}' is not an http or https address.";
        }

        if (Standby < TimeSpan.Zero || Standby > TimeSpan.FromDays(7))
        {
            yield return $"--standby-seconds {Standby.TotalSeconds:0} is out of range; use 0 to 604800.";
        }

        foreach (var problem in Capture.Problems())
        {
            yield return problem;
        }

        if (Pool.Processes is < 1 or > 64)
        {
            yield return $"--workers {Pool.Processes} is out of range; use 1 to 64.";
        }

        if (Pool.MaxBatch is < 1 or > 65_536)
        {
            yield return $"--max-batch {Pool.MaxBatch} is out of range; use 1 to 65536.";
        }

        if (Pool.MaxWait < TimeSpan.Zero || Pool.MaxWait > TimeSpan.FromSeconds(1))
        {
            yield return $"--max-wait-ms {Pool.MaxWait.TotalMilliseconds:0} is out of range; use 0 to 1000.";
        }

        if (Pool.QueueLimit is < 1 or > 1_000_000)
        {
            yield return $"--queue {Pool.QueueLimit} is out of range; use 1 to 1000000.";
        }

        if (Pool.Timeout < TimeSpan.FromMilliseconds(1) || Pool.Timeout > TimeSpan.FromHours(1))
        {
            yield return $"--timeout-ms {Pool.Timeout.TotalMilliseconds:0} is out of range; use 1 to 3600000.";
        }

        if (Pool.Process.Threads is < 1 or > 256)
        {
            yield return $"--threads {Pool.Process.Threads} is out of range; use 1 to 256.";
        }
    }

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");
}
