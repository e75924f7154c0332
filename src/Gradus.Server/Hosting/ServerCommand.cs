using System.CommandLine;
using Gradus.Core.Identities;
using Gradus.Data;
using Gradus.Data.Backups;
using Gradus.Server.Auth;
using Gradus.Server.Backups;

namespace Gradus.Server.Hosting;

/// <summary>The server's command line: options in, a running server until SIGINT or SIGTERM, an exit code out.</summary>
internal static class ServerCommand
{
    private const string LedgerKeyVariable = "GRADUS_LEDGER_KEY";

    private static readonly Option<string> Host = new("--host") { DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> Port = new("--port") { DefaultValueFactory = _ => 5000 };
    private static readonly Option<string> Data = new("--data") { DefaultValueFactory = _ => "./gradus-data" };
    private static readonly Option<string?> Database = new("--database");
    private static readonly Option<string?> LedgerKey = new("--ledger-key");
    private static readonly Option<int> Workers = new("--workers") { DefaultValueFactory = _ => 1 };
    private static readonly Option<string[]> Serve = new("--serve") { AllowMultipleArgumentsPerToken = false };
    private static readonly Option<int> ServePort = new("--serve-port") { DefaultValueFactory = _ => 5001 };
    private static readonly Option<string[]> AllowedHosts = new("--allow-host")
    {
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<int?> RequestsPerSecond = new("--requests-per-second");

    private static readonly Option<string?> Issuers = new("--issuers")
    {
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GRADUS_ISSUERS"),
    };

    /// <summary>Runs the server. 0: stopped cleanly; 1: could not start; 2: wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("The Gradus server.")
        {
            Host,
            Port,
            Data,
            Database,
            Workers,
            Serve,
            ServePort,
            AllowedHosts,
            Issuers,
            LedgerKey,
            RequestsPerSecond,
        };
        command.SetAction((parsed, _) => ServeAsync(parsed));
        foreach (var other in BackupCommands.All())
        {
            command.Add(other);
        }

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
        catch (StartRefusedException e)
        {
            return Refuse(2, [e.Message]);
        }
        catch (Exception e)
            when (e
                    is DatabaseUnavailableException
                        or BackupException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
            )
        {
            return Refuse(1, [e.Message]);
        }
    }

    private static async Task<int> ServeAsync(ParseResult parsed)
    {
        var options = new ServerOptions
        {
            Host = parsed.GetValue(Host)!,
            Port = parsed.GetValue(Port),
            Data = parsed.GetValue(Data)!,
            Database = parsed.GetValue(Database),
            LedgerKey = parsed.GetValue(LedgerKey) ?? Environment.GetEnvironmentVariable(LedgerKeyVariable),
            Workers = parsed.GetValue(Workers),
            Serve = parsed.GetValue(Serve) ?? [],
            ServePort = parsed.GetValue(ServePort),
            AllowedHosts = parsed.GetValue(AllowedHosts) ?? [],
            Issuers = parsed.GetValue(Issuers),
            RequestsPerSecond = parsed.GetValue(RequestsPerSecond),
        };
        if (options.Problems().ToList() is { Count: > 0 } problems)
        {
            return Refuse(2, problems);
        }

        await using var server = await GradusServer.StartAsync(options, TimeProvider.System);
        TellFirstToken(server.FirstToken);
        await server.WaitForShutdownAsync();
        return 0;
    }

    // The one place and time that it is told: not in the log, which may go anywhere.
    private static void TellFirstToken(string? token)
    {
        if (token is not null)
        {
            Console.Error.WriteLine(
                $"This registry's first administrator is '{User.FirstAdministrator}', with this token:"
            );
            Console.Error.WriteLine($"  {token}");
            Console.Error.WriteLine(
                "It is shown this once. As long as there is no other user, nobody on this machine needs it."
            );
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
