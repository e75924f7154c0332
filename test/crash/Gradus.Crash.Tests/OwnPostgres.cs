using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Gradus.Crash.Tests;

/// <summary>A PostgreSQL server that belongs to the test: it can be stopped, started, followed by a replica and replaced by it.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _folder;

    private OwnPostgres(string bin, string folder)
    {
        _bin = bin;
        _folder = folder;
        Port = FreePort();
    }

    /// <summary>Where it listens, on this machine.</summary>
    public int Port { get; }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Join(_folder, "data");

    /// <summary>Makes one and starts it. Where PostgreSQL is not installed the test is skipped; in CI it fails.</summary>
    /// <param name="settings">Lines of postgresql.conf.</param>
    public static async Task<OwnPostgres> CreateAsync(params string[] settings)
    {
        var server = new OwnPostgres(FindBin(), await MakeFolderAsync());
        await server.RunAsync("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", server.Data);
        await File.AppendAllLinesAsync(
            Path.Join(server.Data, "postgresql.conf"),
            ["max_connections = 200", .. settings]
        );
        await server.StartAsync();
        return server;
    }

    /// <summary>How a server reaches a database of it, by way of a port.</summary>
    public static string AddressOf(int port) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5";

    /// <summary>Starts it.</summary>
    public Task StartAsync() =>
        RunAsync(
            "pg_ctl",
            "-s",
            "-w",
            "-D",
            Data,
            "-l",
            Path.Join(_folder, "log"),
            "-o",
            $"-p {Port} -k {_folder} -c listen_addresses=127.0.0.1",
            "start"
        );

    /// <summary>Stops it as a crash would: nothing is written to the end.</summary>
    public Task CrashAsync() => RunAsync("pg_ctl", "-s", "-w", "-D", Data, "-m", "immediate", "stop");

    /// <summary>A replica that follows it.</summary>
    public async Task<OwnPostgres> ReplicateAsync()
    {
        var replica = new OwnPostgres(_bin, await MakeFolderAsync());
        await RunAsync(
            "pg_basebackup",
            "-h",
            "127.0.0.1",
            "-p",
            $"{Port}",
            "-U",
            "postgres",
            "-R",
            "-X",
            "stream",
            "-D",
            replica.Data
        );
        await replica.StartAsync();
        return replica;
    }

    /// <summary>Lets a replica take writes, without waiting for a replica of its own.</summary>
    public async Task PromoteAsync()
    {
        await RunAsync("pg_ctl", "-s", "-w", "-D", Data, "promote");
        await ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = ''");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    /// <summary>Runs a statement.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(AddressOf(Port) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Join(Data, "postmaster.pid")))
        {
            await CrashAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string FindBin()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Join(version, "bin"))
                .Where(folder => File.Exists(Path.Join(folder, "initdb")))
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;
        Assert.SkipWhen(
            bin is null && Environment.GetEnvironmentVariable("CI") != "true",
            "There is no PostgreSQL in /usr/lib/postgresql."
        );
        return bin ?? throw new InvalidOperationException("CI must have PostgreSQL in /usr/lib/postgresql.");
    }

    private static async Task<string> MakeFolderAsync()
    {
        var folder = Directory.CreateTempSubdirectory("gradus-postgres-").FullName;
        if (IsRoot)
        {
            await Shell.RunAsync("chown", "postgres", folder);
        }

        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root. A server that it leaves behind must not hold this process's pipes.
    private Task<string> RunAsync(string program, params string[] arguments)
    {
        string[] command = [Path.Join(_bin, program), .. arguments];
        string[] line = IsRoot ? ["runuser", "-u", "postgres", "--", .. command] : command;
        return Shell.RunAsync("sh", ["-c", "\"$@\" </dev/null >/dev/null", "sh", .. line]);
    }
}
