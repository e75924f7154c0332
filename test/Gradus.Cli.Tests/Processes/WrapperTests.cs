using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Gradus.Cli.Tests.Processes;

/// <summary>The script that builds Gradus and runs it, where it has to do neither.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WrapperTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task The_tests_help_is_the_script_s_own_and_builds_nothing(string option)
    {
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Root(), "gradus"), "test", option])
        {
            RedirectStandardOutput = true,
        };
        // Whoever builds here fails.
        var folder = Directory.CreateTempSubdirectory("gradus-wrapper-");
        var dotnet = Path.Combine(folder.FullName, "dotnet");
        await File.WriteAllTextAsync(dotnet, "#!/bin/sh\nexit 9\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        start.Environment["PATH"] = $"{folder.FullName}:/usr/bin:/bin";

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        folder.Delete(recursive: true);

        process.ExitCode.ShouldBe(0);
        output.ShouldStartWith("Usage: ./gradus test");
        string[] options = ["--seeded", "--mutation", "--fuzz"];
        options.ShouldAllBe(word => output.Contains(word));
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
