using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Gradus.Load.Servers;

/// <summary>
/// The PostgreSQL to measure on: the one that GRADUS_TEST_POSTGRES names, or one of our own with its default settings (fsync
/// on) in a temporary folder. Databases made on it go with it.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly string? _folder;
    private readonly List<string> _databases = [];

    private PostgresServer(NpgsqlConnectionStringBuilder address, string? folder)
    {
        _address = address;
        _folder = folder;
    }

    /// <summary>The version it reports.</summary>
    public string Version => (string)Ask("SHOW server_version")!;

    /// <summary>Finds or starts one.</summary>
    /// <exception cref="LoadException">There is none, or it does not start.</exception>
    public static PostgresServer Open()
    {
        if (Environment.GetEnvironmentVariable("GRADUS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new PostgresServer(new NpgsqlConnectionStringBuilder(given), null);
        }

        var folder = Run("mktemp", "-d", "-t", "gradus-load-postgres.XXXXXX").Trim();
        var port = FreePort();
        Run(Tool("initdb"), "-A", "trust", "--no-sync", "-D", Path.Join(folder, "data"));
        Run(
            Tool("pg_ctl"),
            ["-w", "-D", Path.Join(folder, "data"), "-l", Path.Join(folder, "log"), .. Listening(port, folder), "start"]
        );
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = Environment.UserName == "root" ? "postgres" : Environment.UserName,
            Database = "postgres",
        };
        return new PostgresServer(address, folder);
    }

    /// <summary>Makes an empty database; answers its address.</summary>
    public string CreateDatabase(string purpose)
    {
        var name = $"gradus_load_{Environment.ProcessId}_{purpose}";
        Ask($"CREATE DATABASE {name}");
        _databases.Add(name);
        return new NpgsqlConnectionStringBuilder(_address.ConnectionString) { Database = name }.ConnectionString;
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (_folder is null)
        {
            _databases.ForEach(name => Ask($"DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            return;
        }

        Run(Tool("pg_ctl"), "-D", Path.Join(_folder, "data"), "-m", "fast", "stop");
        Run("rm", "-rf", _folder);
    }

    private object? Ask(string sql)
    {
        using var connection = new NpgsqlConnection(_address.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static string[] Listening(int port, string folder) =>
        [
            "-o",
            string.Create(
                CultureInfo.InvariantCulture,
                $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=250"
            ),
        ];

    private static string Tool(string name)
    {
        var found = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Join(version, "bin", name))
            : [];
        return found.Where(File.Exists).Order().LastOrDefault() ?? name;
    }

    // PostgreSQL refuses to run as root.
    private static string Run(string program, params string[] arguments)
    {
        string[] command =
            Environment.UserName == "root"
                ? ["runuser", "-u", "postgres", "--", program, .. arguments]
                : [program, .. arguments];
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = Path.GetTempPath(),
            }
        )!;
        // The database server inherits the output: read on only as long as the command itself runs.
        var output = program == "mktemp" ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new LoadException($"{program} ended with exit code {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
