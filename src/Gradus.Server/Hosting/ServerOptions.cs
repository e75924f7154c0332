using System.Net;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Server.Hosting;

/// <summary>How a server is started.</summary>
internal sealed record ServerOptions
{
    /// <summary>The address to listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 for a free one.</summary>
    public int Port { get; init; } = 5000;

    /// <summary>The folder that holds the artifacts and, without <see cref="Database"/>, the SQLite file.</summary>
    public string Data { get; init; } = "./gradus-data";

    /// <summary>PostgreSQL as keywords or as a postgres:// address; null for SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The file with the key that the ledger is signed with; null for the one in the data folder.</summary>
    public string? LedgerKey { get; init; }

    /// <summary>How many worker processes the server runs beside itself.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>What a gateway beside the server serves, as <c>models:/NAME/STAGE</c>; none for no gateway.</summary>
    public IReadOnlyList<string> Serve { get; init; } = [];

    /// <summary>The port that it listens on, on this machine; 0 for a free one.</summary>
    public int ServePort { get; init; } = 5001;

    /// <summary>Host names that requests may name besides the loopback ones.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How many requests a second one caller may send; 0 for any number, null for the usual limit of callers elsewhere.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>The file that lists the issuers of OIDC tokens that are trusted; null for none.</summary>
    public string? Issuers { get; init; }

    /// <summary>Everything that is wrong with these options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Host != "localhost" && !IPAddress.TryParse(Host, out _))
        {
            yield return $"--host '{Host}' is not an address to listen on; use an IP address or localhost.";
        }

        if (Port is < 0 or > 65_535)
        {
            yield return $"--port {Port} is not a port; use 0 to 65535.";
        }

        if (Workers is < 0 or > 64)
        {
            yield return $"--workers {Workers} is out of range; use 0 to 64.";
        }

        foreach (var error in Serve.Select(ModelUri.Parse).Select(uri => uri.Error).OfType<Error>())
        {
            yield return error.Message;
        }

        if (Serve.GroupBy(uri => uri).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            yield return $"--serve {twice} is there twice.";
        }

        if (ServePort is < 0 or > 65_535 || (Serve.Count > 0 && ServePort != 0 && ServePort == Port))
        {
            yield return $"--serve-port {ServePort} is not a port that is free; use 0 to 65535, and another than --port.";
        }

        if (RequestsPerSecond is < 0 or > 1_000_000)
        {
            yield return $"--requests-per-second {RequestsPerSecond} is out of range; use 0 to 1000000.";
        }

        if (Database is { } address && !PostgresAddress.IsUnderstood(address))
        {
            yield return PostgresAddress.NotUnderstood;
        }
    }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback =>
        Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}
