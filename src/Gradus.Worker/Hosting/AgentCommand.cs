using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Gradus.Isolation;
using Gradus.Worker.Files;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Gradus.Worker.Hosting;

/// <summary>The agent's command line: runs until SIGINT or SIGTERM, or until the process named by --parent is gone.</summary>
internal static class AgentCommand
{
    // After this the process ends even if something does not stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private static readonly Option<string> Server = new("--server")
    {
        Description = "The Gradus server that hands out work.",
        DefaultValueFactory = _ => "http://127.0.0.1:5000",
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "This worker's name, unique among those running.",
        DefaultValueFactory = _ => AgentOptions.DefaultName,
    };

    private static readonly Option<string> Cache = new("--cache")
    {
        Description = "The folder for downloaded files.",
        DefaultValueFactory = _ => AgentOptions.DefaultCache,
    };

    private static readonly Option<long> CacheBytes = new("--cache-bytes")
    {
        Description = "How many bytes of downloaded files are kept.",
        DefaultValueFactory = _ => 10_000_000_000,
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads a model may use. Workers of one server should agree on it.",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<string?> Commands = new("--commands")
    {
        Description =
            "The folder of test commands; each works in a copy of it. Without it they start in an empty folder.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GRADUS_WORKER_COMMANDS"),
    };

    private static readonly Option<string?> AllowWebhooks = new("--allow-webhooks")
    {
        Description = "The only hosts that webhooks may have: HOST[,HOST…]. Without it, any that a policy names.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GRADUS_WORKER_ALLOW_WEBHOOKS"),
    };

    private static readonly Option<int?> Parent = new("--parent")
    {
        Description = "Ends when the process with this id does.",
    };

    /// <summary>Runs the agent. 0: stopped, or only asked for help; 1: could not start; 2: wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Measures models, runs test commands and asks webhooks for a Gradus server.")
        {
            Server,
            Name,
            Cache,
            CacheBytes,
            Threads,
            Commands,
            AllowWebhooks,
            Parent,
        };
        command.SetAction((parsed, _) => StartAsync(parsed));
        var parsed = command.Parse(args);
        return parsed.Errors.Count > 0
            ? Refuse(2, parsed.Errors.Select(error => error.Message))
            : await parsed
                .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null })
                .ConfigureAwait(false);
    }

    private static async Task<int> StartAsync(ParseResult parsed)
    {
        if (!Uri.TryCreate(parsed.GetRequiredValue(Server), UriKind.Absolute, out var server))
        {
            return Refuse(2, [$"--server '{parsed.GetRequiredValue(Server)}' is not an http or https address."]);
        }

        var options = new AgentOptions(
            server,
            parsed.GetRequiredValue(Name),
            Path.GetFullPath(parsed.GetRequiredValue(Cache))
        )
        {
            CacheBytes = parsed.GetValue(CacheBytes),
            Threads = parsed.GetValue(Threads),
            Commands = parsed.GetValue(Commands) is { Length: > 0 } commands ? Path.GetFullPath(commands) : null,
            AllowedWebhooks = parsed.GetValue(AllowWebhooks) is { Length: > 0 } hosts
                ? hosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : null,
        };
        if (options.Problems().ToList() is { Count: > 0 } problems)
        {
            return Refuse(2, problems);
        }

        if (OperatingSystem.IsLinux())
        {
            Posix.Hide();
        }

        using var client = new WorkClient(server, Environment.GetEnvironmentVariable("GRADUS_TOKEN"));
        if (!TryOpenCache(options, client, out var cache, out var problem))
        {
            return Refuse(1, [problem]);
        }

        return await RunUntilStoppedAsync(options, client, cache, parsed.GetValue(Parent)).ConfigureAwait(false);
    }

    private static bool TryOpenCache(
        AgentOptions options,
        WorkClient client,
        [NotNullWhen(true)] out BlobCache? cache,
        [NotNullWhen(false)] out string? problem
    )
    {
        try
        {
            (cache, problem) = (BlobCache.Open(options.Cache, options.CacheBytes, client), null);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (cache, problem) = (null, $"The cache folder '{options.Cache}' cannot be used: {e.Message}");
            return false;
        }
    }

    private static async Task<int> RunUntilStoppedAsync(
        AgentOptions options,
        WorkClient client,
        BlobCache cache,
        int? parent
    )
    {
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var orphaned = parent is { } pid ? new ParentWatch(pid, stop.Cancel) : null;
        using var logs = LoggerFactory.Create(ConfigureLogs);
        using var workshop = Workshop.Open(
            options,
            cache,
            client,
            ChildCommand.Of(typeof(AgentCommand).Assembly),
            TimeProvider.System
        );
        var agent = new Agent(options, client, workshop, TimeProvider.System, logs.CreateLogger("gradus-worker"));

        var running = agent.RunAsync(stop.Token);
        await Task.WhenAny(running, Task.Delay(Timeout.Infinite, stop.Token)).ConfigureAwait(false);
        await Task.WhenAny(running, Task.Delay(StopTimeout, CancellationToken.None)).ConfigureAwait(false);
        return running.IsFaulted ? throw running.Exception.InnerException! : 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static void ConfigureLogs(ILoggingBuilder logs) =>
        logs.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                line.ColorBehavior = LoggerColorBehavior.Disabled;
            });

    private static int Refuse(int exitCode, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            Console.Error.WriteLine(message);
        }

        return exitCode;
    }
}
