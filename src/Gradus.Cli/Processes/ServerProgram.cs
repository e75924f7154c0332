namespace Gradus.Cli.Processes;

/// <summary>Where the server program is, and how it is started.</summary>
/// <param name="File">What to run.</param>
/// <param name="Before">Arguments that come before the server's own.</param>
internal sealed record ServerProgram(string File, IReadOnlyList<string> Before)
{
    /// <summary>
    /// The server of GRADUS_SERVER_PROGRAM, else the one beside this program or in ../server.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static ServerProgram Find(Func<string, string?> environment)
    {
        if (environment("GRADUS_SERVER_PROGRAM") is { Length: > 0 } named)
        {
            return System.IO.File.Exists(named)
                ? From(named, environment)
                : throw new FileNotFoundException($"GRADUS_SERVER_PROGRAM is '{named}', which does not exist.");
        }

        var here = Path.GetDirectoryName(SearchPath.Resolve(Environment.ProcessPath ?? AppContext.BaseDirectory))!;
        string[] folders = [AppContext.BaseDirectory, here, Path.Combine(here, "..", "server")];
        var found = folders.SelectMany(Candidates).FirstOrDefault(System.IO.File.Exists);
        return found is not null
            ? From(Path.GetFullPath(found), environment)
            : throw new FileNotFoundException(
                $"The server program gradus-server is neither in {here} nor in ../server; set GRADUS_SERVER_PROGRAM to it."
            );
    }

    private static IEnumerable<string> Candidates(string folder) =>
        [
            Path.Combine(folder, OperatingSystem.IsWindows() ? "gradus-server.exe" : "gradus-server"),
            Path.Combine(folder, "gradus-server.dll"),
        ];

    private static ServerProgram From(string file, Func<string, string?> environment)
    {
        if (!file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return new ServerProgram(file, []);
        }

        var dotnet =
            SearchPath.All("dotnet", environment).FirstOrDefault()
            ?? throw new FileNotFoundException($"{file} needs the .NET runtime 10, and there is no dotnet on PATH.");
        return new ServerProgram(dotnet, [file]);
    }
}
