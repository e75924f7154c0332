using System.Diagnostics;

namespace Gradus.Load.Servers;

/// <summary>Builds the server as it is shipped, and knows where the build puts it.</summary>
internal static class ServerBuild
{
    /// <summary>Builds src/Gradus.Server in Release; answers the executable.</summary>
    /// <exception cref="LoadException">It does not build.</exception>
    public static string Make(string root)
    {
        using var build = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                ["build", "-c", "Release", "-v", "quiet", "--nologo", Path.Join(root, "src", "Gradus.Server")]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0
            ? Path.Join(root, "artifacts", "bin", "Gradus.Server", "release", "gradus-server")
            : throw new LoadException($"The server does not build:\n{output}");
    }
}
