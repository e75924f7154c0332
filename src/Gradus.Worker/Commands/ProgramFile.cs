using Gradus.Core.Errors;

namespace Gradus.Worker.Commands;

/// <summary>Finds the file of the program that a command names.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Execute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// A name without '/' is looked up in PATH, and only there; one with '/' is a path, relative to the command's folder.
    /// </summary>
    /// <param name="program">What the command names.</param>
    /// <param name="folder">Where the command works.</param>
    /// <param name="path">PATH: folders, separated by ':'.</param>
    public static Result<string> Find(string program, string folder, string path)
    {
        if (program.Contains('/'))
        {
            var file = Path.GetFullPath(program, folder);
            return !File.Exists(file)
                    ? Error.Invalid(
                        Path.IsPathRooted(program)
                            ? $"The program '{program}' does not exist on the worker's machine."
                            : $"The program '{program}' is not in the worker's folder of test commands (--commands)."
                    )
                : CanExecute(file) ? file
                : Error.Invalid($"The program '{program}' is not executable: 'chmod +x' makes it so.");
        }

        var found = path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(entry => Path.Join(entry, program))
            .FirstOrDefault(file => File.Exists(file) && CanExecute(file));
        return found is null ? Error.Invalid($"The program '{program}' is in no folder of the worker's PATH.") : found;
    }

    private static bool CanExecute(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Execute) != 0;
}
