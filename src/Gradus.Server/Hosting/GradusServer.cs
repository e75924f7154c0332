using Gradus.Artifacts.Local;
using Gradus.Data;
using Gradus.Data.Identities;
using Gradus.Data.Ledger;
using Gradus.Data.Postgres;
using Gradus.Data.Sqlite;
using Gradus.Server.Api;
using Gradus.Server.Artifacts;
using Gradus.Server.Auth;
using Gradus.Server.Backups;
using Gradus.Server.Http;
using Gradus.Server.Http.Repeats;
using Gradus.Server.Ledger;
using Gradus.Server.Mlflow;
using Gradus.Server.Scheduling;

namespace Gradus.Server.Hosting;

/// <summary>
/// A running server: the database, the artifacts, the routes. What it is made of reads here from top to bottom.
/// </summary>
internal sealed class GradusServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Database _database;

    private GradusServer(WebApplication app, Database database)
    {
        _app = app;
        _database = database;
    }

    /// <summary>Where it listens, e.g. http://127.0.0.1:5000.</summary>
    public string Address => _app.Urls.First();

    /// <summary>The first administrator's token, where this start has made it; it is told nowhere else.</summary>
    public string? FirstToken { get; private init; }

    /// <summary>The services, for tests that look behind the wire.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Opens the data, binds the port and serves.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be used.</exception>
    /// <exception cref="IOException">The port is taken, or the data folder cannot be used.</exception>
    public static async Task<GradusServer> StartAsync(ServerOptions options, TimeProvider time)
    {
        ListeningPort.Check(Kestrel.AddressOf(options), options.Port);
        var data = DataFolder.Resolve(options.Data);
        UnfinishedRestore.AssertNone(data);
        var blobs = LocalBlobStore.Open(DataFolder.ArtifactsIn(data));
        var database = await OpenDatabaseAsync(options, data, time);
        var key = await OpenKeyAsync(options, data, database);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Gradus", LogLevel.Information);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(database);
        builder.Services.AddGradusStores();
        builder.Services.AddIdentities();
        builder.Services.AddArtifacts(blobs);
        builder.Services.AddLedger(key, DataFolder.CheckpointIn(data));
        builder.Services.AddPromotions().AddRepeats();
        builder.Services.AddScheduling(
            options.Database is { } shared ? PostgresAddress.ToKeywords(shared) : null,
            time
        );
        builder.Services.AddAccess(options);
        builder
            .Services.AddSingleton<ServedAddress>()
            .AddHostedService<WorkerProcesses>()
            .AddHostedService<GatewayProcess>();
        builder.Services.AddNativeApi();
        builder.Services.AddMlflow();
        builder.WebHost.ConfigureGradusKestrel(options);

        var app = builder.Build();
        app.UseRequestIds();
        app.UseAnswerHeaders();
        app.UseDeniedWrites();
        app.UseErrorAnswers();
        app.UseOriginGuard(options);
        app.UseAccessControl();
        app.Use(app.Services.GetRequiredService<RateGuard>().InvokeAsync);
        app.Use(app.Services.GetRequiredService<RepeatGuard>().InvokeAsync);
        app.UseQueryGuard();
        app.MapNativeApi();
        app.MapMlflow();
        app.MapHealth();
        app.MapBenchConstants(Environment.GetEnvironmentVariable(BenchConstants.Variable));
        string? firstToken;
        try
        {
            app.AssertAllAreClassified();
            firstToken = await FirstStart.PrepareAsync(app.Services, options);
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }

        var server = new GradusServer(app, database) { FirstToken = firstToken };
        var access = await app.Services.GetRequiredService<UserStore>().HasPeopleAsync(CancellationToken.None)
            ? "Requests need a token."
            : "It has no users yet: only this machine is served.";
        ServerLog.Started(app.Logger, server.Address, database.Description, data, access);
        return server;
    }

    /// <summary>Returns when SIGINT or SIGTERM has stopped the server and what was under way has ended.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<LedgerKey> OpenKeyAsync(ServerOptions options, string data, Database database)
    {
        try
        {
            var end = await new LedgerStore(database).EndAsync(CancellationToken.None);
            return LedgerKey.Open(options.LedgerKey ?? DataFolder.LedgerKeyIn(data), end.Origin);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static async Task<Database> OpenDatabaseAsync(ServerOptions options, string data, TimeProvider time)
    {
        Database database = options.Database is { } address
            ? await PostgresDatabase.OpenAsync(PostgresAddress.ToKeywords(address), time)
            : SqliteDatabase.Open(DataFolder.SqliteIn(data), time);
        try
        {
            await StoreIdentity.MatchAsync(database, DataFolder.ArtifactsIn(data));
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
