using Gradus.Server.Tests.Hosting;

namespace Gradus.Crash.Tests;

/// <summary>
/// A disk whose power can be cut: only what was flushed is there afterwards. It is a tmpfs, and a library that is loaded into
/// the server (faults.c) remembers beside it what was flushed. It can also be told to fail.
/// </summary>
internal sealed class FaultyDisk : IDisposable
{
    private static readonly Lazy<Task<string>> Library = new(CompileAsync);

    private readonly SmallDisk _disk;
    private readonly string _beside = Directory.CreateTempSubdirectory("gradus-faults-").FullName;
    private readonly string _library;
    private readonly string? _ignored;

    private FaultyDisk(SmallDisk disk, string library, string? ignored)
    {
        _disk = disk;
        _library = library;
        _ignored = ignored;
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(Kept);
    }

    /// <summary>The server's data folder.</summary>
    public string Data => Path.Join(_disk.Path, "data");

    private string Kept => Path.Join(_beside, "kept");

    private string Switch => Path.Join(_beside, "switch");

    /// <summary>Makes a disk; flushes of files whose names end so are lost, for a control that has to lose.</summary>
    public static async Task<FaultyDisk> CreateAsync(string? ignored = null) =>
        new(SmallDisk.Mount(megabytes: 512), await Library.Value, ignored);

    /// <summary>Starts a server on the disk.</summary>
    /// <param name="more">What else it is started with.</param>
    public Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string>? more = null)
    {
        var environment = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["LD_PRELOAD"] = _library,
            ["FAULTS_ROOT"] = Data,
            ["FAULTS_KEEP"] = Kept,
            ["FAULTS_SWITCH"] = Switch,
        };
        if (_ignored is not null)
        {
            environment["FAULTS_IGNORE"] = _ignored;
        }

        return ServerProcess.StartAsync(Data, null, environment);
    }

    /// <summary>From now on flushing ("eio-fsync") or writing ("eio-write", "enospc") fails; null: no more.</summary>
    public void Fail(string? how)
    {
        if (how is null)
        {
            File.Delete(Switch);
        }
        else
        {
            // There whole or not at all, since the server looks at it all the time.
            File.WriteAllText(Switch + ".draft", how);
            File.Move(Switch + ".draft", Switch, overwrite: true);
        }
    }

    /// <summary>Cuts the power: the server is gone, and so is all that was not flushed.</summary>
    public async Task CutAsync(ServerProcess server)
    {
        await server.KillAsync();
        File.Delete(Switch);
        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        Rebuild(Data, File.ReadAllText(Path.Join(Kept, "root")));
        Directory.Delete(Kept, recursive: true);
        Directory.CreateDirectory(Kept);
    }

    public void Dispose()
    {
        _disk.Dispose();
        Directory.Delete(_beside, recursive: true);
    }

    // A folder that was never flushed is empty; so is a file.
    private void Rebuild(string folder, string inode)
    {
        var list = Path.Join(Kept, "d", inode);
        foreach (var line in File.Exists(list) ? File.ReadAllLines(list) : [])
        {
            var (kind, rest) = (line[0], line[2..].Split(' ', 2));
            var path = Path.Join(folder, rest[1]);
            var bytes = Path.Join(Kept, "i", rest[0]);
            if (kind == 'd')
            {
                Directory.CreateDirectory(path);
                Rebuild(path, rest[0]);
            }
            else if (File.Exists(bytes))
            {
                File.Copy(bytes, path);
            }
            else
            {
                File.WriteAllBytes(path, []);
            }
        }
    }

    private static async Task<string> CompileAsync()
    {
        var library = Path.Join(Directory.CreateTempSubdirectory("gradus-faults-").FullName, "faults.so");
        var source = Path.Join(AppContext.BaseDirectory, "faults.c");
        await Shell.RunAsync("cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl", "-lpthread");
        return library;
    }
}
