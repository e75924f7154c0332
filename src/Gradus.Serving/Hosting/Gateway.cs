using System.Net;
using System.Net.Http.Headers;
using Gradus.Core.Models;
using Gradus.Isolation;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Serving.Capture;
using Gradus.Serving.Following;
using Gradus.Serving.Http;
using Gradus.Serving.Mlflow;
using Gradus.Serving.Models;
using Gradus.Serving.OpenInference;
using Gradus.Serving.Reporting;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Hosting;

/// <summary>A running gateway. What it is made of reads here from top to bottom.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    // From then on an answer of the control plane is not waited for: the last known version serves.
    private static readonly TimeSpan RegistryTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly IDisposable _folder;

    private Gateway(WebApplication app, IDisposable folder) => (_app, _folder) = (app, folder);

    /// <summary>Where it listens, e.g. http://127.0.0.1:5001.</summary>
    public string Address => _app.Urls.First();

    /// <summary>What it serves.</summary>
    public ServedModels Models => _app.Services.GetRequiredService<ServedModels>();

    /// <summary>Opens the data, binds the port and serves; versions are loaded meanwhile.</summary>
    /// <exception cref="IOException">The port is taken, or the data folder cannot be used.</exception>
    public static async Task<Gateway> StartAsync(ServingOptions options, TimeProvider clock)
    {
        var data = Path.GetFullPath(options.Data);
        PrivateFolder.Create(data);
        var folder = FolderLock.Take(data);
        try
        {
            return await StartAsync(options, data, folder, clock);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task<Gateway> StartAsync(
        ServingOptions options,
        string data,
        IDisposable folder,
        TimeProvider clock
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Gradus", LogLevel.Information);
        // What goes wrong at the start is said once, by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Body.MaxBytes;
            kestrel.Listen(AddressOf(options.Host), options.Port);
        });
        var models = new ServedModels(options.Models);
        AddServices(builder.Services, options, models, data, clock);

        var app = builder.Build();
        app.UseRefusals();
        app.MapHealth();
        app.MapMetrics();
        app.MapScoring();
        app.MapOpenInference();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var gateway = new Gateway(app, folder);
        app.Logger.Started(gateway.Address, models.Names, options.Server, data);
        if (options.Capture.IsOn)
        {
            app.Logger.Captures(options.Capture.Share * 100, options.Capture.Days);
        }

        return gateway;
    }

    /// <summary>Returns when SIGINT or SIGTERM has stopped the gateway and what was under way has ended.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Has it stop as a signal does.</summary>
    public void Stop() => _app.Lifetime.StopApplication();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static void AddServices(
        IServiceCollection services,
        ServingOptions options,
        ServedModels models,
        string data,
        TimeProvider clock
    )
    {
        var token = string.IsNullOrEmpty(options.Token) ? null : new AuthenticationHeaderValue("Bearer", options.Token);
        services.AddSingleton(options.Pool);
        services.AddSingleton(clock);
        services.AddSingleton(models);
        services.AddMeterExport(options);
        services.AddSingleton(_ => new GradusClient(
            new GradusClientOptions(options.Server, options.Actor, token, RegistryTimeout)
        ));
        services.AddSingleton<Registry>();
        services.AddSingleton(LastServed.Open(data));
        services.AddSingleton(all =>
            ModelStore.Open(data, all.GetRequiredService<LastServed>(), models, all.GetRequiredService<GradusClient>())
        );
        services.AddSingleton<VersionLoad>();
        AddCapture(services, options, models, data, clock);
        foreach (var served in models.All.Where(served => served.Uri.Addressing is Addressing.Stage))
        {
            services.AddSingleton<IHostedService>(all =>
                ActivatorUtilities.CreateInstance<Reporter>(
                    all,
                    served,
                    options.Name,
                    all.GetRequiredService<ILogger<Reporter>>()
                )
            );
        }

        foreach (var served in models.All)
        {
            // One for each, which AddHostedService would take for the same.
            services.AddSingleton<IHostedService>(all =>
                ActivatorUtilities.CreateInstance<Follower>(
                    all,
                    served,
                    new Standby(options.Standby, clock),
                    all.GetRequiredService<ILogger<Follower>>()
                )
            );
        }
    }

    // Also where nothing is captured any more what was is not kept for longer than was said.
    private static void AddCapture(
        IServiceCollection services,
        ServingOptions options,
        ServedModels models,
        string data,
        TimeProvider clock
    )
    {
        var folders = models.All.ToDictionary(
            served => served,
            served => CaptureFolder.Of(data, served.Uri, options.Capture, clock)
        );
        services.AddSingleton(new Captures(options.Capture, clock));
        services.AddSingleton<IReadOnlyDictionary<ServedModel, CaptureFolder>>(folders);
        services.AddHostedService<CaptureWriter>();
        foreach (var (served, folder) in folders)
        {
            services.AddSingleton<IHostedService>(all =>
                ActivatorUtilities.CreateInstance<CapturePublisher>(all, served, folder, options.Capture)
            );
        }
    }

    private static IPAddress AddressOf(string host) => host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
}
