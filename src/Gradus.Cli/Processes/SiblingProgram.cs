namespace Gradus.Cli.Processes;

/// <summary>A program of Gradus's that is not compiled into this one: where it is, and how it is started.</summary>
/// <param name="File">What to run.</param>
/// <param name="Before">Arguments that come before the program's own.</param>
internal sealed record SiblingProgram(string File, IReadOnlyList<string> Before)
{
    /// <summary>The server, gradus-server: GRADUS_SERVER_PROGRAM, else beside this program or in ../server.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static SiblingProgram FindServer(Func<string, string?> environment) => Find("server", environment);

    /// <summary>The gateway, gradus-serving: GRADUS_SERVING_PROGRAM, else beside this program or in ../serving.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static SiblingProgram FindServing(Func<string, string?> environment) => Find("serving", environment);

    private static SiblingProgram Find(string name, Func<string, string?> environment)
    {
        var variable = $"GRADUS_{name.ToUpperInvariant()}_PROGRAM";
        if (environment(variable) is { Length: > 0 } named)
        {
            return System.IO.File.Exists(named)
                ? From(named, environment)
                : throw new FileNotFoundException($"{variable} is '{named}', which does not exist.");
        }

        var here = Path.GetDirectoryName(SearchPath.Resolve(Environment.ProcessPath ?? AppContext.BaseDirectory))!;
        string[] folders = [AppContext.BaseDirectory, here, Path.Combine(here, "..", name)];
        var found = folders.SelectMany(folder => Candidates(folder, name)).FirstOrDefault(System.IO.File.Exists);
        return found is not null
            ? From(Path.GetFullPath(found), environment)
            : throw new FileNotFoundException(
                $"The program gradus-{name} is neither in {here} nor in ../{name}; set {variable} to it."
            );
    }

    private static IEnumerable<string> Candidates(string folder, string name) =>
        [
            Path.Combine(folder, OperatingSystem.IsWindows() ? $"gradus-{name}.exe" : $"gradus-{name}"),
            Path.Combine(folder, $"gradus-{name}.dll"),
        ];

    private static SiblingProgram From(string file, Func<string, string?> environment)
    {
        if (!file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return new SiblingProgram(file, []);
        }

        var dotnet =
            SearchPath.All("dotnet", environment).FirstOrDefault()
            ?? throw new FileNotFoundException($"{file} needs the .NET runtime 10, and there is no dotnet on PATH.");
        return new SiblingProgram(dotnet, [file]);
    }
}
