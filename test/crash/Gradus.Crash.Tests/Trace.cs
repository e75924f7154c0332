using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gradus.Crash.Tests;

/// <summary>What a program under strace opened, made or took away, and whom it connected to, successfully or not.</summary>
/// <param name="Files">Whole paths, each once.</param>
/// <param name="Peers">Addresses on a network, as strace prints them, each once.</param>
internal sealed partial record Trace(IReadOnlyList<string> Files, IReadOnlyList<string> Peers)
{
    private const string Calls =
        "openat,openat2,open,creat,truncate,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,"
        + "symlinkat,connect";

    /// <summary>The command under strace, which writes to a file and stands aside: the process that starts is the program's own.</summary>
    public static ProcessStartInfo Over(ProcessStartInfo command, string file)
    {
        var traced = new ProcessStartInfo(
            "strace",
            ["-D", "-f", "-y", "-qq", "-e", $"trace={Calls}", "-o", file, command.FileName, .. command.ArgumentList]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            traced.Environment[name] = value;
        }

        return traced;
    }

    /// <summary>Reads what strace wrote, from a place on.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">In bytes.</param>
    public static Trace Read(string file, long from = 0)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = from;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n');
        return new Trace(
            [.. lines.SelectMany(FilesIn).Distinct().Order(StringComparer.Ordinal)],
            [.. lines.Select(PeerIn).Where(peer => peer.Length > 0).Distinct().Order(StringComparer.Ordinal)]
        );
    }

    private static IEnumerable<string> FilesIn(string line) =>
        line.Contains("sa_family", StringComparison.Ordinal)
            ? []
            : Named()
                .Matches(line)
                .Select(named => WholePath(named.Groups["folder"].Value, named.Groups["path"].Value));

    private static string PeerIn(string line) => Peer().Match(line).Value;

    // Beside a call's folder stands what it names there; without one it is the working folder.
    private static string WholePath(string folder, string path) =>
        Path.GetFullPath(Path.Combine(folder.Length > 0 ? folder : "/", Regex.Unescape(path)));

    [GeneratedRegex("""(?:(?:AT_FDCWD|\d+)<(?<folder>[^>]*)>, )?"(?<path>(?:[^"\\]|\\.)*)"(?!\.\.\.)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"sa_family=AF_INET6?, [^}]*")]
    private static partial Regex Peer();
}
