using System.Diagnostics;

namespace Gradus.Worker;

/// <summary>The agent as it is shipped, in a process of its own.</summary>
internal static class ShippedAgent
{
    private static readonly string[] Nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    public static Process Start(Uri server, string cache, params string[] arguments) =>
        Start(server, cache, arguments, [], asNobody: false);

    /// <summary>Starts it with further variables (NAME=VALUE), and as a user who may do little, if this one may do everything.</summary>
    public static Process Start(Uri server, string cache, string[] arguments, string[] variables, bool asNobody)
    {
        // A shell that runs the tests in the background has them ignore SIGINT, and what they start as well.
        string[] env = ["env", "--default-signal=INT", .. variables, Executable];
        string[] program = asNobody && Environment.IsPrivilegedProcess ? ["setpriv", .. Nobody, .. env] : env;
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        // An option is given once.
        string[] usual = ["--server", server.ToString(), "--cache", cache];
        foreach (var argument in usual.Where((_, i) => !arguments.Contains(usual[i / 2 * 2])).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Whether it can be started by a user who may not read everything.</summary>
    public static bool CanRunAsNobody()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return true;
        }

        if (!File.Exists("/usr/bin/setpriv"))
        {
            return false;
        }

        using var probe = Process.Start("setpriv", [.. Nobody, "test", "-x", Executable]);
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    /// <summary>
    /// What `dotnet build` leaves of the worker itself; beside the tests, ASP.NET Core takes the place of some of its parts.
    /// </summary>
    public static string Executable
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Join(here.Parent!.Parent!.FullName, "Gradus.Worker", here.Name, "gradus-worker");
        }
    }
}
