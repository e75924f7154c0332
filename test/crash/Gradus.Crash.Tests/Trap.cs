using System.Diagnostics;
using Gradus.Core.Faults;

namespace Gradus.Crash.Tests;

/// <summary>
/// A trap at one of a program's failpoints. The program is started with the trap's environment, which has the runtime load
/// Gradus.Failpoints before it, and may be caught as soon as the trap is set.
/// </summary>
internal sealed class Trap : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gradus-trap-");

    public Trap() =>
        Environment = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = Path.Join(ServerProcess.FolderOf("Gradus.Failpoints"), "Gradus.Failpoints.dll"),
            ["GRADUS_FAILPOINT_TRAP"] = Switch,
        };

    /// <summary>What a program is started with that may be caught.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Whether nothing was caught yet.</summary>
    public bool IsSet => File.Exists(Switch);

    /// <summary>What programs have passed.</summary>
    public IReadOnlyCollection<Failpoint> Passed =>
        [.. File.ReadAllLines(Switch + ".passed").Select(Enum.Parse<Failpoint>).Distinct()];

    private string Switch => Path.Join(_folder.FullName, "switch");

    /// <summary>Sets the trap: after so many have passed the next one is killed, or fails.</summary>
    public void Set(Failpoint failpoint, bool kills, int passed = 0)
    {
        // There whole or not at all, since the program looks at it all the time.
        File.WriteAllText(Switch + ".draft", $"{failpoint} {(kills ? "kill" : "fail")} {passed}");
        File.Move(Switch + ".draft", Switch, overwrite: true);
    }

    /// <summary>Makes a program that is about to be started one that may be caught.</summary>
    public ProcessStartInfo Catches(ProcessStartInfo start)
    {
        var caught = new ProcessStartInfo(start.FileName, start.ArgumentList)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            caught.Environment[name] = value;
        }

        return caught;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
