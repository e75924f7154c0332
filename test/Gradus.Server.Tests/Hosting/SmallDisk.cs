using System.Diagnostics;

namespace Gradus.Server.Tests.Hosting;

/// <summary>A disk of a few megabytes, mounted in memory. Mounting is root's: elsewhere the test is skipped, in CI it fails.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _ballast;

    private SmallDisk(string path)
    {
        Path = path;
        _ballast = System.IO.Path.Join(path, "ballast");
    }

    public string Path { get; }

    public static SmallDisk Mount(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("gradus-disk-").FullName;
        var isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        if (!isMounted)
        {
            Directory.Delete(path);
            Assert.SkipWhen(
                Environment.GetEnvironmentVariable("CI") != "true",
                "A small disk can only be mounted as root on Linux."
            );
        }

        isMounted.ShouldBeTrue("CI must be able to mount a small disk");
        return new SmallDisk(path);
    }

    /// <summary>Takes all space but this.</summary>
    public void Fill(int bytesLeft)
    {
        Free();
        var free = new DriveInfo(Path).AvailableFreeSpace;
        using var ballast = File.Create(_ballast);
        ballast.Write(new byte[Math.Max(0, free - bytesLeft)]);
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(_ballast);

    public void Dispose()
    {
        Run("umount", Path).ShouldBeTrue();
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
