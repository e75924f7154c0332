using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Gradus.Isolation;
using Gradus.Worker.Files;
using Gradus.Worker.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Hosting;

/// <summary>
/// The command line: an agent, which runs until SIGINT or SIGTERM or until the process named by --parent is gone; one piece of
/// work; or a dispatcher of Kubernetes Jobs.
/// </summary>
internal static class AgentCommand
{
    /// <summary>The variable that names the server.</summary>
    public const string ServerVariable = "GRADUS_SERVER";

    // What a shell says of a process that SIGTERM has ended: the work is not done.
    private const int Terminated = 143;

    private static readonly Option<string> Server = new("--server")
    {
        Description = "The Gradus server that hands out work.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(ServerVariable) ?? "http://127.0.0.1:5000",
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

    private static readonly Option<bool> Once = new("--once")
    {
        Description =
            $"Does the one piece of work that {Errand.WorkVariable} and {Errand.LeaseVariable} name, and ends: in a Job's pod.",
    };

    private static readonly Option<bool> Kubernetes = new("--kubernetes")
    {
        Description =
            "Has the work of the policy's runners done by Jobs, in the cluster it runs in or that KUBECONFIG names.",
    };

    private static readonly Option<int> MaxJobs = new("--max-jobs")
    {
        Description = "With --kubernetes: how many Jobs may be open at a time.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<int> StartWithin = new("--start-within")
    {
        Description = "With --kubernetes: within how many seconds a Job's pod must start.",
        DefaultValueFactory = _ => 300,
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
            Once,
            Kubernetes,
            MaxJobs,
            StartWithin,
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
        return parsed.GetValue(Kubernetes) && parsed.GetValue(Once)
                ? Refuse(2, ["--kubernetes hands work out and --once does a piece of it: give one of them."])
            : parsed.GetValue(Kubernetes) ? await DispatchAsync(parsed, options, client).ConfigureAwait(false)
            : await WorkAsync(parsed, options, client).ConfigureAwait(false);
    }

    private static async Task<int> DispatchAsync(ParseResult parsed, AgentOptions options, WorkClient client)
    {
        if (!DispatchCommand.TryConfigure(out var cluster, out var problem))
        {
            return Refuse(1, [problem]);
        }

        var dispatching = new DispatcherOptions(options.Server, options.Name, cluster.Namespace ?? "default")
        {
            MaxJobs = parsed.GetValue(MaxJobs),
            StartWithin = TimeSpan.FromSeconds(parsed.GetValue(StartWithin)),
        };
        return dispatching.Problems().ToList() is { Count: > 0 } problems
            ? Refuse(2, problems)
            : await DispatchCommand
                .RunAsync(dispatching, cluster, client, parsed.GetValue(Parent))
                .ConfigureAwait(false);
    }

    private static async Task<int> WorkAsync(ParseResult parsed, AgentOptions options, WorkClient client)
    {
        var (work, lease) = (
            Environment.GetEnvironmentVariable(Errand.WorkVariable),
            Environment.GetEnvironmentVariable(Errand.LeaseVariable)
        );
        var once = parsed.GetValue(Once);
        if (once && (string.IsNullOrEmpty(work) || string.IsNullOrEmpty(lease)))
        {
            return Refuse(
                2,
                [
                    $"--once needs {Errand.WorkVariable} and {Errand.LeaseVariable}, which a dispatcher gives to the Jobs it makes.",
                ]
            );
        }

        if (!TryOpenCache(options, client, out var cache, out var problem))
        {
            return Refuse(1, [problem]);
        }

        using var workshop = Workshop.Open(
            options,
            cache,
            client,
            ChildCommand.Of(typeof(AgentCommand).Assembly),
            TimeProvider.System
        );
        return await UntilStopped
            .RunAsync(
                parsed.GetValue(Parent),
                whenStopped: once ? Terminated : 0,
                once ? RunErrandAsync : RunAgentAsync
            )
            .ConfigureAwait(false);

        async Task<int> RunErrandAsync(ILogger logger, CancellationToken ct)
        {
            var errand = new Errand(work!, lease!, options.Name, client, workshop, TimeProvider.System, logger);
            return await errand.RunAsync(ct).ConfigureAwait(false) ? 0 : 1;
        }

        async Task<int> RunAgentAsync(ILogger logger, CancellationToken ct)
        {
            await new Agent(options, client, workshop, TimeProvider.System, logger).RunAsync(ct).ConfigureAwait(false);
            return 0;
        }
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

    private static int Refuse(int exitCode, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            Console.Error.WriteLine(message);
        }

        return exitCode;
    }
}
