using System.CommandLine;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Isolation;
using Gradus.Serving.Capture;
using Gradus.Serving.Hosts;
using Gradus.Serving.Pools;
using Gradus.Serving.Traffic;
using Microsoft.AspNetCore.Connections;

namespace Gradus.Serving.Hosting;

/// <summary>The gateway's command line: options in, a running gateway until SIGINT or SIGTERM, an exit code out.</summary>
internal static class ServeCommand
{
    private static readonly PoolOptions Usual = new();
    private static readonly CaptureOptions UsualCapture = new();

    private static readonly Argument<string[]> Models = new("models") { Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string> Server = new("--server")
    {
        DefaultValueFactory = _ => "http://127.0.0.1:5000",
    };

    private static readonly Option<string> Name = new("--name") { DefaultValueFactory = _ => Environment.MachineName };

    private static readonly Option<string> Host = new("--host") { DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> Port = new("--port") { DefaultValueFactory = _ => 5001 };
    private static readonly Option<string> Data = new("--data") { DefaultValueFactory = _ => "./gradus-serving" };
    private static readonly Option<int> StandbySeconds = Number("--standby-seconds", 600);
    private static readonly Option<string> Capture = new("--capture") { DefaultValueFactory = _ => "0" };
    private static readonly Option<int> CaptureDays = Number("--capture-days", UsualCapture.Days);
    private static readonly Option<int> CaptureMegabytes = Number("--capture-mb", (int)(UsualCapture.Bytes >> 20));
    private static readonly Option<int> Workers = Number("--workers", Usual.Processes);
    private static readonly Option<int> MaxBatch = Number("--max-batch", Usual.MaxBatch);
    private static readonly Option<int> MaxWait = Number("--max-wait-ms", (int)Usual.MaxWait.TotalMilliseconds);
    private static readonly Option<int> Queue = Number("--queue", Usual.QueueLimit);
    private static readonly Option<int> Timeout = Number("--timeout-ms", (int)Usual.Timeout.TotalMilliseconds);
    private static readonly Option<int?> Parent = new("--parent") { Hidden = true };
    private static readonly Option<int> Threads = Number("--threads", Usual.Process.Threads);

    /// <summary>Runs the gateway. 0: stopped cleanly; 1: could not start; 2: wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Serves the models that hold stages.")
        {
            Models,
            Server,
            Name,
            Host,
            Port,
            Data,
            StandbySeconds,
            Capture,
            CaptureDays,
            CaptureMegabytes,
            Workers,
            MaxBatch,
            MaxWait,
            Queue,
            Timeout,
            Threads,
            Parent,
        };
        command.SetAction((parsed, _) => ServeAsync(parsed));
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(2, parsed.Errors.Select(error => error.Message));
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return Refuse(
                1,
                [
                    $"Port {parsed.GetValue(Port)} of {parsed.GetValue(Host)} is in use by another program; choose another with --port N.",
                ]
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(1, [e.Message]);
        }
    }

    private static async Task<int> ServeAsync(ParseResult parsed)
    {
        var uris = parsed.GetValue(Models)!.Select(ModelUri.Parse).ToList();
        var problems = uris.Select(uri => uri.Error).OfType<Error>().Select(error => error.Message).ToList();
        if (
            !Uri.TryCreate(parsed.GetValue(Server), UriKind.Absolute, out var server)
            || server.Scheme is not ("http" or "https")
        )
        {
            problems.Add($"--server '{parsed.GetValue(Server)}' is not an http or https address.");
        }

        var share = CaptureOptions.ReadShare(parsed.GetValue(Capture)!);
        if (share is null)
        {
            problems.Add($"--capture '{parsed.GetValue(Capture)}' is no share of requests; use 1% or 0.01.");
        }

        if (problems.Count > 0)
        {
            return Refuse(2, problems);
        }

        var options = Read(parsed, [.. uris.Select(uri => uri.Value)], server!, share!.Value);
        problems.AddRange(options.Problems());
        if (problems.Count > 0)
        {
            return Refuse(2, problems);
        }

        if (OperatingSystem.IsLinux())
        {
            Posix.Hide();
        }

        await using var gateway = await Gateway.StartAsync(options, TimeProvider.System);
        using var orphaned = parsed.GetValue(Parent) is { } pid ? new ParentWatch(pid, gateway.Stop) : null;
        await gateway.WaitForShutdownAsync();
        return 0;
    }

    private static ServingOptions Read(
        ParseResult parsed,
        IReadOnlyList<ModelUri> models,
        Uri server,
        double captured
    ) =>
        new(models)
        {
            Server = server,
            Token = Environment.GetEnvironmentVariable("GRADUS_TOKEN"),
            Actor = Environment.GetEnvironmentVariable("GRADUS_USER") is { Length: > 0 } user ? user : null,
            Name = parsed.GetValue(Name)!,
            Host = parsed.GetValue(Host)!,
            Port = parsed.GetValue(Port),
            Data = parsed.GetValue(Data)!,
            Collector = Environment.GetEnvironmentVariable(MeterExport.Collector) is { Length: > 0 } text ? text : null,
            Standby = TimeSpan.FromSeconds(parsed.GetValue(StandbySeconds)),
            Capture = new CaptureOptions(
                captured,
                parsed.GetValue(CaptureDays),
                (long)parsed.GetValue(CaptureMegabytes) << 20
            ),
            Pool = new PoolOptions
            {
                Processes = parsed.GetValue(Workers),
                MaxBatch = parsed.GetValue(MaxBatch),
                MaxWait = TimeSpan.FromMilliseconds(parsed.GetValue(MaxWait)),
                QueueLimit = parsed.GetValue(Queue),
                Timeout = TimeSpan.FromMilliseconds(parsed.GetValue(Timeout)),
                Process = new ProcessOptions(parsed.GetValue(Threads), Usual.Process.MemoryBytes),
            },
        };

    private static Option<int> Number(string name, int usual) => new(name) { DefaultValueFactory = _ => usual };

    private static int Refuse(int exitCode, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            Console.Error.WriteLine(message);
        }

        return exitCode;
    }
}
